/** A directory whose people may sign in. */
import type { RealmDocument } from "./document.ts";
import type { Ldap } from "./share.ts";
import { vaultKeys, vaultReference } from "./vault.ts";

/** What a person is called there. The second are of RFC 2798 and RFC 4530. */
const people = {
  "active-directory": {
    vendor: "ad",
    usernameLDAPAttribute: "sAMAccountName",
    rdnLDAPAttribute: "cn",
    uuidLDAPAttribute: "objectGUID",
    userObjectClasses: "person, organizationalPerson, user",
  },
  other: {
    vendor: "other",
    usernameLDAPAttribute: "uid",
    rdnLDAPAttribute: "uid",
    uuidLDAPAttribute: "entryUUID",
    userObjectClasses: "inetOrgPerson, organizationalPerson",
  },
} as const;

export function directory({ url, bindDn, usersDn, vendor }: Ldap) {
  const settings = {
    ...people[vendor],
    connectionUrl: url,
    authType: "simple",
    bindDn,
    bindCredential: vaultReference(vaultKeys.ldap),
    usersDn,
    // The whole tree below.
    searchScope: "2",
    enabled: "true",
    editMode: "READ_ONLY",
    importEnabled: "true",
    syncRegistrations: "false",
    // Its addresses were written by its administrators.
    trustEmail: "true",
    pagination: "true",
    // A directory that does not answer must not keep a login waiting; milliseconds.
    connectionTimeout: "5000",
    readTimeout: "10000",
  };
  return {
    name: "kompose-ldap",
    fields: {
      providerId: "ldap",
      providerType: "org.keycloak.storage.UserStorageProvider",
      config: Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, [value]])),
    },
  } satisfies RealmDocument["directories"][number];
}
