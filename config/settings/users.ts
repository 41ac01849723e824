/** Settings of who has an account from the start. */
import { z } from "zod";
import { isMailAddress } from "../network-names.ts";
import { platformRoles } from "../platform-role.ts";
import { help, text } from "./kinds.ts";

/**
 * Narrower than Keycloak's own rule (26.5, services/userprofile: length of 3 to 255, username-prohibited-characters),
 * which keeps names in lower case: another case would differ from what it says ever after.
 */
function isUsername(text: string): boolean {
  return text.length >= 3 && text.length <= 255 && /^[a-z0-9]+([._-][a-z0-9]+)*$/.test(text);
}

/** Within what Keycloak takes for a person's name (26.5, services/userprofile: person-name-prohibited-characters). */
function isPersonName(text: string): boolean {
  return text.length <= 255 && text === text.trim() && /^[\p{L}\p{M}\p{N} .,'’-]+$/u.test(text);
}

const personName = { type: "up to 255 letters, digits, spaces and . , ' -" } as const;

const user = z
  .strictObject({
    username: text(isUsername, {
      type: "3 to 255 lower-case letters and digits, with single . _ - between them",
      meaning: "What the user logs in with, beside the e-mail address. No two users have the same.",
      example: "ada",
    }),
    email: text((address) => isMailAddress(address) && address === address.toLowerCase(), {
      type: "an e-mail address in lower case",
      meaning: "Where the user is written to. No two users have the same.",
      example: "ada@example.org",
    }),
    firstName: text(isPersonName, { ...personName, meaning: "The user's first name.", example: "Ada" }),
    lastName: text(isPersonName, { ...personName, meaning: "The user's last name.", example: "Lovelace" }),
    role: z.enum(platformRoles).register(help, {
      type: "admin, editor or viewer",
      meaning: "What the user may do. An admin may do all that an editor may, an editor all that a viewer may.",
      example: "admin",
    }),
  })
  .register(help, {
    type: "a map of username, email, firstName, lastName, role",
    meaning: "One user.",
    example: "{username: ada, email: ada@example.org, firstName: Ada, lastName: Lovelace, role: admin}",
  });

/** `kompose:users`. */
export const users = z
  .array(user)
  .default([])
  .register(help, {
    type: "a list of users",
    meaning:
      "Who has an account from the start, with a generated password that is changed at the first login: an " +
      "administrator, who invites everybody else (docs/users.md).",
    example: "[{username: ada, email: ada@example.org, firstName: Ada, lastName: Lovelace, role: admin}]",
  });
