/** Where Keycloak and its realm are. */

/** The realm that everybody signs in to. */
export const realmName = "kompose";

/** Its path, at every address of Keycloak's. */
export const realmPath = `/realms/${realmName}`;

export const keycloakPort = 8080;

/** Where containers reach it. */
export const keycloakUrl = `http://auth_keycloak:${keycloakPort}`;

/** The realm's public address, its `iss` in tokens (OpenID Connect Core, 2). */
export function issuerOf(keycloak: string): string {
  return `${keycloak.replace(/\/$/, "")}${realmPath}`;
}
