/** A client for each service that people sign in to. */
import { platformRoles } from "../platform-role.ts";
import type { Reveal } from "../secret-file.ts";
import type { ClientDocument, Fields } from "./document.ts";
import { mappers } from "./mappers.ts";
import { clientRoles } from "./roles.ts";
import { keycloakSecrets, type LoginClient } from "./share.ts";

/**
 * The authorization code flow with PKCE and a secret, and no other way to a token (RFC 9700, 2.1 and 2.4). Redirects
 * are exact (4.1.3).
 */
const flow: Fields = {
  protocol: "openid-connect",
  enabled: true,
  publicClient: false,
  bearerOnly: false,
  clientAuthenticatorType: "client-secret",
  standardFlowEnabled: true,
  implicitFlowEnabled: false,
  directAccessGrantsEnabled: false,
  serviceAccountsEnabled: false,
  consentRequired: false,
  // Else a token speaks of every role that somebody has, in every service and in Keycloak itself.
  fullScopeAllowed: false,
  // No page of another origin asks Keycloak with a token.
  webOrigins: [],
};

const flowAttributes: Fields = {
  "pkce.code.challenge.method": "S256",
  "oauth2.device.authorization.grant.enabled": "false",
  "oidc.ciba.grant.enabled": "false",
  "standard.token.exchange.enabled": "false",
};

/** Keycloak's separator of several addresses in one attribute; `-` is none at all, where empty would be its default. */
function addresses(list: readonly string[]): string {
  return list.length === 0 ? "-" : list.join("##");
}

export function clientDocument(client: LoginClient, reveal: Reveal): ClientDocument {
  const { id, address, redirects, postLogoutRedirects } = client;
  return {
    clientId: id,
    fields: {
      ...flow,
      name: id,
      rootUrl: address,
      baseUrl: address,
      redirectUris: redirects,
      secret: reveal(keycloakSecrets.client(id)),
      attributes: { ...flowAttributes, "post.logout.redirect.uris": addresses(postLogoutRedirects) },
    },
    mappers: mappers(id),
    // `basic` has the subject, the others the claims of OpenID Connect Core 1.0, 5.4. Without `roles` and
    // `offline_access`: see `mappers.ts`, and `defaultRoles`.
    scopes: ["basic", "email", "profile"],
    tokenRoles: platformRoles,
    roles: clientRoles(client),
  };
}

/** Every realm has a client that takes a password from anybody without a browser. Nobody here needs it. */
export const builtInClients = [{ clientId: "admin-cli", fields: { directAccessGrantsEnabled: false } }];
