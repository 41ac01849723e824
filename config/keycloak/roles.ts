/** The platform's roles, the groups that give them, and what the administrators of the realm have beside. */

import { type PlatformRole, platformRoles } from "../platform-role.ts";
import type { GroupDocument, RealmRoleDocument, RoleDocument, RoleNames } from "./document.ts";
import type { KeycloakShare, LoginClient } from "./share.ts";

const meaning: Readonly<Record<PlatformRole, string>> = {
  admin: "May do everything, sign-in itself included",
  editor: "May change what the services hold",
  viewer: "May use the services",
};

/** A role and those it includes. */
function withIncluded(role: PlatformRole): readonly PlatformRole[] {
  return platformRoles.slice(platformRoles.indexOf(role));
}

/**
 * The realm's roles. They include each other and nothing else: a token's roles are limited to these (`clients.ts`) with
 * all they include, and a client's role or the administration of the realm must not come with them to every service.
 */
export const realmRoles: readonly RealmRoleDocument[] = platformRoles.map((name) => ({
  name,
  description: meaning[name],
  includes: withIncluded(name).slice(1, 2),
}));

/** The service's own roles. */
export function clientRoles({ roles = {} }: LoginClient): RoleDocument[] {
  return [...new Set(Object.values(roles).flat())].sort().map((name) => ({
    name,
    description: `Comes with ${platformRoles.filter((role) => roles[role]?.includes(name)).join(", ")}`,
  }));
}

/** Who may administer the realm in Keycloak's own console. */
const realmAdministration = "realm-management/realm-admin";

/** One group for each role, of the same name. */
export function groups({ clients }: KeycloakShare): GroupDocument[] {
  const ofClients = (role: PlatformRole) =>
    clients.flatMap(({ id, roles = {} }) =>
      withIncluded(role).flatMap((each) => (roles[each] ?? []).map((name) => `${id}/${name}`)),
    );
  return platformRoles.map((name) => ({
    name,
    roles: [...new Set([name, ...(name === "admin" ? [realmAdministration] : []), ...ofClients(name)])],
  }));
}

/**
 * What everybody has: their own account. Keycloak's further defaults, `offline_access` and `uma_authorization`, are
 * not among them: a token that outlives the session would outlive a logout.
 */
export const defaultRoles: RoleNames = ["account/manage-account", "account/view-profile"];
