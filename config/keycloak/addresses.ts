/** Where Keycloak and its realm are. */

/** The realm that everybody signs in to. */
export const realm = "kompose";

/** Its path, at every address of Keycloak's. */
export const realmPath = `/realms/${realm}`;

export const keycloakPort = 8080;

/** Where containers reach it. */
export const keycloakUrl = `http://auth_keycloak:${keycloakPort}`;

/** The realm's public address, its `iss` in tokens (OpenID Connect Core, 2). */
export function issuerOf(keycloak: string): string {
  return `${keycloak.replace(/\/$/, "")}${realmPath}`;
}

/** The name of a client's secret. */
export function loginSecret(client: string): string {
  return `keycloak/client/${client}`;
}
