/**
 * Secrets of others that Keycloak signs in with. Keycloak's configuration holds a reference to each, and Keycloak reads
 * the file when it needs it (keycloak.org/server/vault): it never has the value in its database, and a changed one holds
 * without a restart. It must be built with `vault=file`.
 */
import { type SecretFile, secretFile, secretsPath } from "../secret-file.ts";
import { realmName } from "./addresses.ts";
import { type KeycloakShare, keycloakSecrets } from "./share.ts";

/** Keycloak's option `vault-dir`. It must exist, also while nothing is in it. */
export const vaultPath = secretsPath;

/** Keys in the vault. */
export const vaultKeys = { ldap: "ldap", identityProvider: (alias: string) => `identity-provider-${alias}` } as const;

/** What stands in Keycloak's configuration for the value. */
export function vaultReference(key: string): string {
  return `\${vault.${key}}`;
}

/** The files that Keycloak's own container needs for what the share refers to. */
export function vaultFiles({ identityProviders, ldap }: KeycloakShare): SecretFile[] {
  // Keycloak's name of a file is `<realm>_<key>`, with underscores in either of them doubled.
  const file = (key: string, secret: string) => secretFile(`${realmName}_${key.replaceAll("_", "__")}`, secret);
  return [
    ...identityProviders.map(({ alias }) =>
      file(vaultKeys.identityProvider(alias), keycloakSecrets.identityProvider(alias)),
    ),
    ...(ldap === undefined ? [] : [file(vaultKeys.ldap, keycloakSecrets.ldap)]),
  ];
}
