/** The document of what is managed in Keycloak. */
import type { Reveal } from "../secret-file.ts";
import { realmName } from "./addresses.ts";
import { administration } from "./administration.ts";
import { builtInClients, clientDocument } from "./clients.ts";
import type { RealmDocument } from "./document.ts";
import { events } from "./events.ts";
import { identityProvider } from "./identity-providers.ts";
import { directory } from "./ldap.ts";
import { defaultRoles, groups, realmRoles } from "./roles.ts";
import { sessions } from "./sessions.ts";
import type { KeycloakShare } from "./share.ts";
import { signInRules } from "./sign-in-rules.ts";
import { profile, userDocument } from "./users.ts";

export function realmDocument(share: KeycloakShare, reveal: Reveal): RealmDocument {
  return {
    administration: administration(reveal),
    realm: realmName,
    settings: {
      enabled: true,
      displayName: "Kompose",
      loginTheme: "kompose",
      // TLS for everybody but the neighbours on private networks, who ask without it.
      sslRequired: "external",
      ...signInRules,
      ...sessions,
      ...events,
    },
    defaultRoles,
    roles: realmRoles,
    groups: groups(share),
    clients: share.clients.map((client) => clientDocument(client, reveal)),
    builtInClients,
    identityProviders: share.identityProviders.map(identityProvider),
    directories: share.ldap === undefined ? [] : [directory(share.ldap)],
    profile,
    users: share.users.map((user) => userDocument(user, reveal)),
  };
}
