import type { KeycloakShare } from "../../../config/keycloak/share.ts";

/** Two services, one of which has roles of its own, two people, and others who vouch for people. */
export const share: KeycloakShare = {
  domain: "example.org",
  clients: [
    {
      id: "link_app",
      address: "https://links.example.org/",
      redirects: ["https://links.example.org/callback"],
      postLogoutRedirects: ["https://links.example.org/", "https://example.org/"],
    },
    {
      id: "watch_grafana",
      address: "https://watch.example.org/",
      redirects: ["https://watch.example.org/login"],
      postLogoutRedirects: [],
      roles: { admin: ["Admin"], editor: ["Editor"], viewer: ["Viewer"] },
    },
  ],
  users: [
    { username: "anna", email: "anna@example.org", firstName: "Anna", lastName: "Adler", role: "admin" },
    { username: "victor", email: "victor@example.org", firstName: "Victor", lastName: "Vogel", role: "viewer" },
  ],
  identityProviders: [
    { alias: "my_company", displayName: "Company", issuer: "https://id.example.com", clientId: "kompose" },
  ],
  ldap: {
    url: "ldaps://ldap.example.org",
    bindDn: "cn=reader,dc=example,dc=org",
    usersDn: "ou=people,dc=example,dc=org",
    vendor: "active-directory",
  },
};
