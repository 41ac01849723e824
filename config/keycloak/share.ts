/** What Keycloak is told: who signs in, where, and what they may. */
import type { PlatformRole } from "../platform-role.ts";

/** A service that signs people in by OpenID Connect. */
export interface LoginClient {
  /** The service's name, its client id. */
  id: string;
  /** Where its people are: `https://links.example.org/`. */
  address: string;
  /** The exact addresses that browsers may come back to from a login. */
  redirects: readonly string[];
  /** The exact addresses that browsers may come back to from a logout. */
  postLogoutRedirects: readonly string[];
  /** Names of its own for the platform's roles. */
  roles?: Readonly<Partial<Record<PlatformRole, readonly string[]>>>;
}

/** Somebody whom the environment declares. */
export interface DeclaredUser {
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  role: PlatformRole;
}

export interface KeycloakShare {
  domain: string;
  clients: readonly LoginClient[];
  users: readonly DeclaredUser[];
}
