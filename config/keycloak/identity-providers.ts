/** Other OpenID Connect providers that people may sign in by. */
import type { RealmDocument } from "./document.ts";
import type { IdentityProvider } from "./share.ts";
import { vaultKeys, vaultReference } from "./vault.ts";

/**
 * Somebody who comes by it for the first time gets an account; if the address is somebody's already, that one's
 * password is asked for.
 */
export function identityProvider({ alias, displayName, issuer, clientId }: IdentityProvider) {
  return {
    alias,
    fields: {
      displayName,
      providerId: "oidc",
      enabled: true,
      // An address is proven to be somebody's where the provider says so (`email_verified`).
      trustEmail: true,
      storeToken: false,
      linkOnly: false,
      firstBrokerLoginFlowAlias: "first broker login",
      config: {
        issuer,
        clientId,
        clientSecret: vaultReference(vaultKeys.identityProvider(alias)),
        clientAuthMethod: "client_secret_post",
        defaultScope: "openid profile email",
        pkceEnabled: "true",
        pkceMethod: "S256",
        validateSignature: "true",
        useJwksUrl: "true",
        // Names and addresses follow the provider at every login.
        syncMode: "FORCE",
      },
    },
  } satisfies RealmDocument["identityProviders"][number];
}
