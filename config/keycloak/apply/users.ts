/** People who are there from the start. Whoever is there is never changed. */
import type { Fields, UserDocument } from "../document.ts";
import { type Change, creation } from "./change.ts";
import type { Keycloak } from "./keycloak.ts";

export async function* userChanges(
  keycloak: Keycloak,
  realm: string,
  users: readonly UserDocument[],
): AsyncGenerator<Change> {
  for (const { username, fields } of users) {
    const query = `username=${encodeURIComponent(username)}&exact=true&briefRepresentation=true`;
    const found = await keycloak.get<Fields[]>(`${realm}/users?${query}`);
    if (found === undefined || found.length > 0) continue;
    yield creation(`user ${username}`, async () => {
      await keycloak.send("POST", `${realm}/users`, { username, ...fields });
    });
  }
}
