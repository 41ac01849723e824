/**
 * What is managed in Keycloak, as the program in `apply/` reads it. What is not in it is left as it is. The fields are
 * those of Keycloak's Admin REST API.
 */

export type Json = null | boolean | number | string | readonly Json[] | Fields;
export interface Fields {
  readonly [name: string]: Json;
}

/** A client that acts for itself. */
export interface Credentials {
  clientId: string;
  secret: string;
}

/**
 * Roles by name: `viewer` is the realm's, `realm-management/realm-admin` that of a client. What has them has no other:
 * whatever it has beside them is taken away.
 */
export type RoleNames = readonly string[];

/** A role, of the realm or of a client. */
export interface RoleDocument {
  name: string;
  description: string;
}

/** A role of the realm. */
export interface RealmRoleDocument extends RoleDocument {
  /** The roles it includes. */
  includes: RoleNames;
}

/** A group, and the roles that its members have by it. */
export interface GroupDocument {
  name: string;
  roles: RoleNames;
}

export interface ClientDocument {
  clientId: string;
  /** Of ClientRepresentation, its secret among them. */
  fields: Fields;
  /** Of ProtocolMapperRepresentation, each with a name; it has no other. */
  mappers: readonly Fields[];
  /** Names of client scopes; it has no other. */
  scopes: readonly string[];
  /** The roles that its tokens may speak of, beside its own. */
  tokenRoles: RoleNames;
  /** Its own roles. Others that it has are left alone. */
  roles: readonly RoleDocument[];
}

export interface UserDocument {
  username: string;
  /** Of UserRepresentation, for one who is not there. */
  fields: Fields;
}

export interface RealmDocument {
  administration: {
    /** The client that Keycloak made at its first start. It is removed. */
    temporary: Credentials;
    /** The clients of the realm `master` that take its place. */
    own: readonly Credentials[];
  };
  /** The realm's name. */
  realm: string;
  /** Of RealmRepresentation. */
  settings: Fields;
  /** What everybody has. */
  defaultRoles: RoleNames;
  roles: readonly RealmRoleDocument[];
  groups: readonly GroupDocument[];
  clients: readonly ClientDocument[];
  /** Fields of clients that Keycloak makes itself. */
  builtInClients: readonly { clientId: string; fields: Fields }[];
  /** Of IdentityProviderRepresentation. Its endpoints are asked of the issuer when it is made, or the issuer changes. */
  identityProviders: readonly { alias: string; fields: Fields }[];
  /** Of ComponentRepresentation, for a provider of users. */
  directories: readonly { name: string; fields: Fields }[];
  /** Of UPAttribute: what people may see and change of themselves. */
  profile: readonly { name: string; fields: Fields }[];
  /** People who are made when they are not there. Who is there is never changed. */
  users: readonly UserDocument[];
}
