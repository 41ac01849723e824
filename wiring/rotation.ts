/** Which secrets `kompose:rotate` may name. */
import { sessionSecret } from "../config/auth/oauth2-proxy.ts";
import type { Connection } from "../config/connection.ts";
import { keycloakSecrets } from "../config/keycloak/share.ts";
import { nearest } from "../config/nearest.ts";
import { keyPath } from "../config/settings/mistakes.ts";
import type { Settings } from "../config/settings/settings.ts";
import { authNames } from "./roles.ts";

/** Those of the sign-in that no service has: what manages Keycloak, and what sessions are encrypted with. */
const ofSignIn = [keycloakSecrets.administration, keycloakSecrets.administrationSpare, sessionSecret];

/**
 * The secrets that can have a new value while the platform runs: those by which one part of it signs in to another, as
 * both are told; and the sign-in's own. What a program of the core administers itself with is not among them: it would
 * have to be told by the old one.
 */
export function rotatableSecrets(connections: readonly Connection[]): string[] {
  const credentials = connections.flatMap(({ credential }) => credential ?? []);
  const signIn = connections.some(({ to }) => to === authNames.keycloak) ? ofSignIn : [];
  return [...new Set([...credentials, ...signIn])].sort();
}

/** What is wrong with the secrets that are to be rotated, a sentence each. */
export function unknownRotations({ rotate }: Settings, rotatable: readonly string[]): string[] {
  return Object.entries(rotate).flatMap(([secret, number]) => {
    if (rotatable.includes(secret)) return [];
    const meant = nearest(secret, rotatable);
    const right = meant === undefined ? `it must be one of ${rotatable.join(", ")}` : `did you mean ${meant}?`;
    return [`${keyPath(["rotate", secret])} (value ${number}) is no secret that can be rotated; ${right}`];
  });
}
