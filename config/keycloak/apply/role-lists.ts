/** Which roles something has: a group, another role, or the tokens of a client. */
import type { Fields, RoleNames } from "../document.ts";
import { type Change, listChange } from "./change.ts";
import type { Keycloak } from "./keycloak.ts";
import type { Role } from "./roles.ts";

/** Keycloak's id of a client. */
export async function clientIdentity(keycloak: Keycloak, realm: string, clientId: string): Promise<string | undefined> {
  const found = await keycloak.get<{ id: string }[]>(`${realm}/clients?clientId=${encodeURIComponent(clientId)}`);
  return found?.[0]?.id;
}

/**
 * A role by its name in a document.
 * @throws when there is none
 */
async function named(keycloak: Keycloak, realm: string, name: string): Promise<Role> {
  const [first = "", ...rest] = name.split("/");
  const owner = rest.length === 0 ? realm : `${realm}/clients/${await clientIdentity(keycloak, realm, first)}`;
  const role = await keycloak.get<Role>(
    `${owner}/roles/${encodeURIComponent(rest.length === 0 ? first : rest.join("/"))}`,
  );
  if (role === undefined) throw new Error(`there is no role ${name}`);
  return role;
}

/** By the path that adds and removes the roles of one owner. */
function byPath(path: string, roles: readonly Role[]): Map<string, Role[]> {
  return Map.groupBy(roles, ({ clientRole, containerId }) =>
    clientRole ? `${path}/clients/${containerId}` : `${path}/realm`,
  );
}

interface Mappings {
  realmMappings?: Role[];
  clientMappings?: Record<string, { mappings: Role[] }>;
}

/** The change of the roles that are mapped at `path`, to a group or to the tokens of a client. */
export async function* mappedRoleChanges(
  keycloak: Keycloak,
  realm: string,
  path: string,
  what: string,
  roles: RoleNames,
): AsyncGenerator<Change> {
  const { realmMappings = [], clientMappings = {} } = (await keycloak.get<Mappings>(path)) ?? {};
  const has = new Map([
    ...realmMappings.map((role) => [role.name, role] as const),
    ...Object.entries(clientMappings).flatMap(([clientId, { mappings }]) =>
      mappings.map((role) => [`${clientId}/${role.name}`, role] as const),
    ),
  ]);
  yield* listChange(what, [...has.keys()], roles, async (missing, superfluous) => {
    const gone = superfluous.flatMap((name) => has.get(name) ?? []);
    const come = await Promise.all(missing.map((name) => named(keycloak, realm, name)));
    for (const [owner, list] of byPath(path, gone)) await keycloak.send("DELETE", owner, list);
    for (const [owner, list] of byPath(path, come)) await keycloak.send("POST", owner, list);
  });
}

/** The change of the roles that a role of the realm includes. */
export async function* includedRoleChanges(
  keycloak: Keycloak,
  realm: string,
  role: string,
  roles: RoleNames,
): AsyncGenerator<Change> {
  const found = await keycloak.get<Role>(`${realm}/roles/${encodeURIComponent(role)}`);
  if (found === undefined) return;
  const path = `${realm}/roles-by-id/${found.id}/composites`;
  const nameOf = async ({ clientRole, containerId, name }: Role) =>
    clientRole ? `${(await keycloak.get<Fields>(`${realm}/clients/${containerId}`))?.clientId}/${name}` : name;
  const included = (await keycloak.get<Role[]>(path)) ?? [];
  const has = new Map(await Promise.all(included.map(async (each) => [await nameOf(each), each] as const)));
  yield* listChange(`role ${role}, includes`, [...has.keys()], roles, async (missing, superfluous) => {
    const gone = superfluous.flatMap((name) => has.get(name) ?? []);
    const come = await Promise.all(missing.map((name) => named(keycloak, realm, name)));
    if (gone.length > 0) await keycloak.send("DELETE", path, gone);
    if (come.length > 0) await keycloak.send("POST", path, come);
  });
}
