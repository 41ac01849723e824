/** What Keycloak is told of the platform: who signs in by it, who may do what, and who vouches for whom. */
import type { PlatformRole } from "../platform-role.ts";

/** A service whose users sign in by Keycloak (OpenID Connect, with a secret of its own). */
export interface LoginClient {
  /** The service's name, which is its client id. */
  id: string;
  /** Where a browser reaches it: `https://links.example.org/`. */
  address: string;
  /** Where a browser may be sent back to after a login: full addresses, compared character by character. */
  redirects: readonly string[];
  /** Where a browser may be sent back to after a logout, in the same way. Empty: nowhere. */
  postLogoutRedirects: readonly string[];
  /**
   * Roles that the service itself knows, by the platform's role that comes with them: `{ admin: ["Admin"] }`. Who has
   * a role of the platform has what those it includes come with as well. Default: none.
   */
  roles?: Partial<Record<PlatformRole, readonly string[]>>;
}

/** Somebody who is there from the start, with a password for the first login alone. */
export interface DeclaredUser {
  /** In lower case, as Keycloak keeps it. */
  username: string;
  email: string;
  firstName: string;
  lastName: string;
  role: PlatformRole;
}

/** Another OpenID Connect provider that people may sign in by. They have no role until an administrator gives one. */
export interface IdentityProvider {
  /** Its name in addresses: letters, digits and dashes. */
  alias: string;
  /** What the button says. */
  displayName: string;
  /** Its issuer, `https://…`, below which its discovery document is (OpenID Connect Discovery 1.0, 4). */
  issuer: string;
  /** What it knows the platform as. */
  clientId: string;
}

/** A directory whose people may sign in. It is never written to; they have no role until an administrator gives one. */
export interface Ldap {
  /** `ldaps://ldap.example.org`. */
  url: string;
  /** As whom it is searched. */
  bindDn: string;
  /** Below which entry its people are, at any depth. */
  usersDn: string;
  /** Decides which attributes and classes a person has: Active Directory's, or those of RFC 2798 and RFC 4530. */
  vendor: "active-directory" | "other";
}

export interface KeycloakShare {
  /** The platform's domain; Keycloak itself is at `auth.<domain>`. */
  domain: string;
  clients: readonly LoginClient[];
  users: readonly DeclaredUser[];
  identityProviders: readonly IdentityProvider[];
  /** Default: no directory. */
  ldap?: Ldap;
}

/** The names of Keycloak's secrets. */
export const keycloakSecrets = {
  /** The temporary administrator of the very first start. */
  bootstrap: "keycloak/bootstrap",
  /** The two that the realm is managed as. One signs in while the other's secret changes: never change both at once. */
  administration: "keycloak/administration",
  administrationSpare: "keycloak/administration-spare",
  client: (id: string) => `keycloak/client/${id}`,
  /** The password of a declared user's first login. */
  user: (username: string) => `keycloak/user/${username}`,
  identityProvider: (alias: string) => `keycloak/identity-provider/${alias}`,
  ldap: "keycloak/ldap",
} as const;
