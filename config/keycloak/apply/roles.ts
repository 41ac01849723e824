/** Roles, of the realm and of clients. */
import type { Fields, RoleDocument } from "../document.ts";
import { type Change, creation, removal, update } from "./change.ts";
import { merged } from "./difference.ts";
import type { Keycloak } from "./keycloak.ts";
import { isMarked, listMark } from "./mark.ts";

/** A role as Keycloak has it. */
export interface Role extends Fields {
  id: string;
  name: string;
  /** Whether it is a client's; else it is the realm's. */
  clientRole: boolean;
  /** The id of the realm or the client. */
  containerId: string;
  attributes: Fields;
}

/** The roles of the realm at `owner`, or of the client there. */
async function list(keycloak: Keycloak, owner: string): Promise<Role[]> {
  return (await keycloak.get<Role[]>(`${owner}/roles?briefRepresentation=false&max=100000`)) ?? [];
}

/** What is to be made or changed of the roles at `owner`, each called by `what` and its name. */
export async function* roleChanges(
  keycloak: Keycloak,
  realm: string,
  owner: string,
  what: string,
  roles: readonly RoleDocument[],
): AsyncGenerator<Change> {
  const found = await list(keycloak, owner);
  for (const { name, description } of roles) {
    const managed = { name, description, attributes: listMark };
    const role = found.find((each) => each.name === name);
    if (role === undefined) {
      yield creation(`${what} ${name}`, async () => {
        await keycloak.send("POST", `${owner}/roles`, managed);
      });
    } else {
      yield* update(`${what} ${name}`, managed, role, async () => {
        await keycloak.send("PUT", `${realm}/roles-by-id/${role.id}`, merged(role, managed));
      });
    }
  }
}

/** What is to be removed of the roles at `owner`: what an earlier document made, and this one does not have. */
export async function* roleRemovals(
  keycloak: Keycloak,
  realm: string,
  owner: string,
  what: string,
  roles: readonly RoleDocument[],
): AsyncGenerator<Change> {
  for (const { id, name, attributes } of await list(keycloak, owner)) {
    if (!isMarked(attributes) || roles.some((each) => each.name === name)) continue;
    yield removal(`${what} ${name}`, async () => {
      await keycloak.send("DELETE", `${realm}/roles-by-id/${id}`);
    });
  }
}
