/** Groups, and the roles that their members have by them. Who is in them is not managed. */
import type { Fields, GroupDocument } from "../document.ts";
import { type Change, creation, removal, update } from "./change.ts";
import { merged } from "./difference.ts";
import type { Keycloak } from "./keycloak.ts";
import { isMarked, listMark } from "./mark.ts";
import { mappedRoleChanges } from "./role-lists.ts";

interface Group extends Fields {
  id: string;
  name: string;
  attributes: Fields;
}

/** The groups at the top. */
async function list(keycloak: Keycloak, realm: string): Promise<Group[]> {
  return (await keycloak.get<Group[]>(`${realm}/groups?briefRepresentation=false&max=100000`)) ?? [];
}

export async function* groupChanges(
  keycloak: Keycloak,
  realm: string,
  groups: readonly GroupDocument[],
): AsyncGenerator<Change> {
  for (const { name, roles } of groups) {
    const what = `group ${name}`;
    const managed = { name, attributes: listMark };
    const find = async () => (await list(keycloak, realm)).find((each) => each.name === name);
    const before = await find();
    if (before === undefined) {
      yield creation(what, async () => {
        await keycloak.send("POST", `${realm}/groups`, managed);
      });
    } else {
      yield* update(what, managed, before, async () => {
        await keycloak.send("PUT", `${realm}/groups/${before.id}`, merged(before, managed));
      });
    }
    const group = before ?? (await find());
    if (group === undefined) continue;
    yield* mappedRoleChanges(keycloak, realm, `${realm}/groups/${group.id}/role-mappings`, `${what}, roles`, roles);
  }
}

export async function* groupRemovals(
  keycloak: Keycloak,
  realm: string,
  groups: readonly GroupDocument[],
): AsyncGenerator<Change> {
  for (const { id, name, attributes } of await list(keycloak, realm)) {
    if (!isMarked(attributes) || groups.some((each) => each.name === name)) continue;
    yield removal(`group ${name}`, async () => {
      await keycloak.send("DELETE", `${realm}/groups/${id}`);
    });
  }
}
