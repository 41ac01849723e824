/** All that is to be changed, in an order in which each change can be made: what others refer to comes before them. */
import type { RealmDocument } from "../document.ts";
import { administrationChanges } from "./administration.ts";
import type { Change } from "./change.ts";
import { clientChanges, clientRemovals } from "./clients.ts";
import { directoryChanges } from "./directories.ts";
import { groupChanges, groupRemovals } from "./groups.ts";
import { identityProviderChanges } from "./identity-providers.ts";
import type { Keycloak } from "./keycloak.ts";
import { profileChanges } from "./profile.ts";
import { realmChanges, realmPath } from "./realm.ts";
import { includedRoleChanges } from "./role-lists.ts";
import { roleChanges, roleRemovals } from "./roles.ts";
import { userChanges } from "./users.ts";

/**
 * The differences between the document and Keycloak, one after the other. Keycloak is asked again after each, so that
 * whoever makes them sees what comes of it; whoever does not sees what is different now.
 */
export async function* changes(keycloak: Keycloak, document: RealmDocument): AsyncGenerator<Change> {
  yield* administrationChanges(keycloak, document.administration);
  yield* realmChanges(keycloak, document);
  const realm = realmPath(document);
  if ((await keycloak.get(realm)) === undefined) return;

  yield* roleChanges(keycloak, realm, realm, "role", document.roles);
  yield* clientChanges(keycloak, realm, document);
  for (const { name, includes } of document.roles) yield* includedRoleChanges(keycloak, realm, name, includes);
  yield* includedRoleChanges(keycloak, realm, `default-roles-${document.realm}`, document.defaultRoles);
  yield* groupChanges(keycloak, realm, document.groups);
  yield* identityProviderChanges(keycloak, realm, document.identityProviders);
  yield* directoryChanges(keycloak, realm, document.directories);
  yield* profileChanges(keycloak, realm, document.profile);
  yield* userChanges(keycloak, realm, document.users);

  yield* clientRemovals(keycloak, realm, document.clients);
  yield* groupRemovals(keycloak, realm, document.groups);
  yield* roleRemovals(keycloak, realm, realm, "role", document.roles);
}
