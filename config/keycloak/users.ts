/** Those who are there from the start, and what people may change of themselves. */
import type { Reveal } from "../secret-file.ts";
import type { RealmDocument, UserDocument } from "./document.ts";
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

/**
 * An e-mail address is what many a service knows somebody by. Who could change it could be somebody else there, and
 * until mail is sent nobody can prove that a new one is theirs.
 */
export const profile: RealmDocument["profile"] = [
  { name: "email", fields: { permissions: { view: ["admin", "user"], edit: ["admin"] } } },
];
