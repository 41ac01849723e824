/** Settings of others who know who somebody is: providers of identities, and a directory. */
import { z } from "zod";
import { isDistinguishedName, isHostLabel, isLdapServer, isWebAddress } from "../network-names.ts";
import { file, help, text } from "./kinds.ts";

const provider = z
  .strictObject({
    alias: text(isHostLabel, {
      type: "1 to 63 lower-case letters, digits and inner hyphens",
      meaning: "Its name in addresses. No two providers have the same.",
      example: "company",
    }),
    displayName: text((name) => name === name.trim() && /^[^\p{Cc}]{1,255}$/u.test(name), {
      type: "a line of 1 to 255 characters",
      meaning: "What the login page calls it.",
      example: "Example Company",
    }),
    issuer: text((address) => isWebAddress(address) && !/[\s?#]/.test(address), {
      type: "an https:// address without a query",
      meaning: "The provider, as its tokens name it (OpenID Connect Discovery 1.0, section 3).",
      example: "https://login.example.org",
    }),
    clientId: text((id) => /^[!-~]{1,255}$/.test(id), {
      type: "1 to 255 visible ASCII characters",
      meaning: "What the provider calls the platform.",
      example: "kompose",
    }),
    clientSecret: file({
      meaning: "A file that holds the secret that the provider gave to the platform.",
      example: "/root/company-client-secret",
    }),
  })
  .register(help, {
    type: "a map of alias, displayName, issuer, clientId, clientSecret",
    meaning: "One provider.",
    example:
      "{alias: company, displayName: Example Company, issuer: https://login.example.org, clientId: kompose, clientSecret: /root/company-client-secret}",
  });

/** `kompose:identityProviders`. */
export const identityProviders = z.array(provider).default([]).register(help, {
  type: "a list of OpenID Connect providers",
  meaning: "Where people may log in instead, with an account that they have already.",
  example:
    "[{alias: company, displayName: Example Company, issuer: https://login.example.org, clientId: kompose, clientSecret: /root/company-client-secret}]",
});

/** `kompose:ldap`. */
export const ldap = z
  .strictObject({
    url: text(isLdapServer, {
      type: "ldaps://host[:port]",
      meaning: "The directory's server, which is asked by TLS.",
      example: "ldaps://ldap.example.org",
    }),
    bindDn: text(isDistinguishedName, {
      type: "a distinguished name (RFC 4514)",
      meaning: "Who the platform is to the directory. It needs to read users, and nothing else.",
      example: "cn=kompose,ou=services,dc=example,dc=org",
    }),
    bindPassword: file({
      meaning: "A file that holds the password of kompose:ldap.bindDn.",
      example: "/root/ldap-password",
    }),
    usersDn: text(isDistinguishedName, {
      type: "a distinguished name (RFC 4514)",
      meaning: "The entry that the users are below, at any depth.",
      example: "ou=people,dc=example,dc=org",
    }),
    vendor: z
      .enum(["active-directory", "other"])
      .register(help, {
        type: "active-directory or other",
        meaning:
          "How people are kept there: as Active Directory does, or as inetOrgPerson with uid and entryUUID (RFC 2798, " +
          "RFC 4530), as OpenLDAP and 389 Directory Server do.",
        example: "active-directory",
      })
      .default("other"),
  })
  .register(help, {
    type: "a map of url, bindDn, bindPassword, usersDn, vendor",
    meaning: "A directory whose users may log in, with the passwords they have there. Nothing is ever written to it.",
    example:
      '{url: ldaps://ldap.example.org, bindDn: "cn=kompose,ou=services,dc=example,dc=org", bindPassword: /root/ldap-password, usersDn: "ou=people,dc=example,dc=org"}',
  })
  .exactOptional();
