/** What a client's tokens say beside who somebody is. */
import type { Fields } from "./document.ts";

/** Where a claim is told: the identity token, the access token, and whoever asks Keycloak about it. */
const everywhere = {
  "id.token.claim": "true",
  "access.token.claim": "true",
  "userinfo.token.claim": "true",
  "introspection.token.claim": "true",
};

function mapper(name: string, protocolMapper: string, config: Fields): Fields {
  return { name, protocol: "openid-connect", protocolMapper, consentRequired: false, config };
}

const list = { multivalued: "true", "jsonType.label": "String" };

/**
 * - `groups`: the platform's roles, those included by others too: an editor's are `["editor", "viewer"]`. It is called
 *   so because OAuth2 Proxy and most applications read a claim of that name.
 * - `roles`: those of the client's own roles that somebody has. Another client's are never told.
 * - the client's id among the audience of an access token (RFC 9068, 4): OAuth2 Proxy and others check it.
 */
export function mappers(clientId: string): Fields[] {
  return [
    mapper("groups", "oidc-usermodel-realm-role-mapper", { ...list, ...everywhere, "claim.name": "groups" }),
    mapper("roles", "oidc-usermodel-client-role-mapper", {
      ...list,
      ...everywhere,
      "claim.name": "roles",
      "usermodel.clientRoleMapping.clientId": clientId,
    }),
    mapper("audience", "oidc-audience-mapper", {
      "included.client.audience": clientId,
      "id.token.claim": "false",
      "access.token.claim": "true",
      "introspection.token.claim": "true",
    }),
  ];
}
