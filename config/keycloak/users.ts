/** Those who are there from the start. */
import type { Reveal } from "../secret-file.ts";
import type { UserDocument } from "./document.ts";
import { type DeclaredUser, keycloakSecrets } from "./share.ts";

/** Somebody who must choose a password at the first login. */
export function userDocument({ username, role, ...about }: DeclaredUser, reveal: Reveal): UserDocument {
  return {
    username,
    fields: {
      ...about,
      enabled: true,
      emailVerified: true,
      groups: [`/${role}`],
      requiredActions: ["UPDATE_PASSWORD"],
      credentials: [{ type: "password", value: reveal(keycloakSecrets.user(username)), temporary: true }],
    },
  };
}
