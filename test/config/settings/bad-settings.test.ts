import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { parseSettings, SettingsError } from "../../../config/settings/settings.ts";
import { readStackFile } from "../../../config/settings/stack-file.ts";

const known = { services: ["core-postgres", "core-redis"] };
const digits = "a".repeat(64);
const long = `${"a.".repeat(126)}aa`;

/** A user, a provider and a directory without a mistake, and what one of them must be, to be compared with what is said. */
const ada = { username: "ada", email: "ada@example.org", firstName: "Ada", lastName: "Lovelace", role: "admin" };
const company = {
  alias: "company",
  displayName: "Example Company",
  issuer: "https://login.example.org",
  clientId: "kompose",
  clientSecret: "/root/company-client-secret",
};
const directory = {
  url: "ldaps://ldap.example.org",
  bindDn: "cn=kompose,ou=services,dc=example,dc=org",
  bindPassword: "/root/ldap-password",
  usersDn: "ou=people,dc=example,dc=org",
};
const aUser =
  "it must be a map of username, email, firstName, lastName, role, such as {username: ada, email: ada@example.org, firstName: Ada, lastName: Lovelace, role: admin}";
const aUsername = "it must be 3 to 255 lower-case letters and digits, with single . _ - between them, such as ada";
const aSecretName =
  "it must be the name of a generated secret, lower-case words with / between them, such as postgres/keycloak";

/** What is wrong, line by line, and that the message says exactly that. */
function problems(read: () => unknown, where: string): readonly string[] {
  try {
    read();
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    expect(error.message).toBe(`${where} can not be used:\n${error.problems.map((line) => `  - ${line}`).join("\n")}`);
    return error.problems;
  }
  return [];
}

/** What is wrong, the settings, and all that is said about it. */
const settings: [string, Record<string, unknown>, string][] = [
  [
    "a number as the domain",
    { "kompose:domain": 3 },
    "kompose:domain is 3; it must be a DNS name in lower case with at least two labels, such as example.org",
  ],
  [
    "an empty domain",
    { "kompose:domain": "" },
    "kompose:domain is empty; it must be a DNS name in lower case with at least two labels, such as example.org",
  ],
  [
    "a domain without a value",
    { "kompose:domain": null },
    "kompose:domain is empty; it must be a DNS name in lower case with at least two labels, such as example.org",
  ],
  [
    "a domain in upper case",
    { "kompose:domain": "Example.org" },
    `kompose:domain is "Example.org"; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a web address as the domain",
    { "kompose:domain": "https://example.org/" },
    `kompose:domain is "https://example.org/"; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a domain with a port",
    { "kompose:domain": "example.org:443" },
    `kompose:domain is "example.org:443"; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a domain with one label",
    { "kompose:domain": "localhost" },
    `kompose:domain is "localhost"; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "an IP address as the domain",
    { "kompose:domain": "192.168.1.10" },
    `kompose:domain is "192.168.1.10"; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a domain with a wildcard",
    { "kompose:domain": "*.example.org" },
    `kompose:domain is "*.example.org"; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a domain with an underscore",
    { "kompose:domain": "my_home.example.org" },
    `kompose:domain is "my_home.example.org"; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a domain with a trailing dot",
    { "kompose:domain": "example.org." },
    `kompose:domain is "example.org."; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a domain with a space",
    { "kompose:domain": " example.org" },
    `kompose:domain is " example.org"; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a domain with a letter outside ASCII",
    { "kompose:domain": "bücher.example" },
    `kompose:domain is "bücher.example"; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a label of more than 63 characters",
    { "kompose:domain": `${digits}.org` },
    `kompose:domain is "${digits}.org"; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a domain of more than 253 characters",
    { "kompose:domain": long },
    `kompose:domain is "${long.slice(0, 99)}…; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a label that starts with a hyphen",
    { "kompose:domain": "-home.example.org" },
    `kompose:domain is "-home.example.org"; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a list of domains",
    { "kompose:domain": ["example.org", "example.com"] },
    `kompose:domain is ["example.org","example.com"]; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "a list of domains as Pulumi hands it over",
    { "kompose:domain": '["example.org"]' },
    `kompose:domain is ["example.org"]; it must be a DNS name in lower case with at least two labels, such as example.org`,
  ],
  [
    "an encrypted domain",
    { "kompose:domain": { secure: "v1:AAAA" } },
    "kompose:domain is encrypted; it must be a DNS name in lower case with at least two labels, such as example.org",
  ],
  [
    "the engine in place of the host map",
    { "kompose:host": "unix:///var/run/docker.sock" },
    `kompose:host is "unix:///var/run/docker.sock"; it must be a map of engine, such as {engine: ssh://admin@example.org}`,
  ],
  [
    "a host without a value",
    { "kompose:host": null },
    "kompose:host is empty; it must be a map of engine, such as {engine: ssh://admin@example.org}",
  ],
  [
    "a TCP engine",
    { "kompose:host": { engine: "tcp://192.168.1.10:2375" } },
    `kompose:host.engine is "tcp://192.168.1.10:2375"; it must be unix:///absolute/path or ssh://[user@]host[:port], such as ssh://admin@example.org`,
  ],
  [
    "a path as the engine",
    { "kompose:host": { engine: "/var/run/docker.sock" } },
    `kompose:host.engine is "/var/run/docker.sock"; it must be unix:///absolute/path or ssh://[user@]host[:port], such as ssh://admin@example.org`,
  ],
  [
    "a relative socket",
    { "kompose:host": { engine: "unix://docker.sock" } },
    `kompose:host.engine is "unix://docker.sock"; it must be unix:///absolute/path or ssh://[user@]host[:port], such as ssh://admin@example.org`,
  ],
  [
    "an ssh engine without a host",
    { "kompose:host": { engine: "ssh://" } },
    `kompose:host.engine is "ssh://"; it must be unix:///absolute/path or ssh://[user@]host[:port], such as ssh://admin@example.org`,
  ],
  [
    "an ssh engine with a path",
    { "kompose:host": { engine: "ssh://admin@example.org/var/run/docker.sock" } },
    `kompose:host.engine is "ssh://admin@example.org/var/run/docker.sock"; it must be unix:///absolute/path or ssh://[user@]host[:port], such as ssh://admin@example.org`,
  ],
  [
    "an ssh engine with a port out of range",
    { "kompose:host": { engine: "ssh://admin@example.org:65536" } },
    `kompose:host.engine is "ssh://admin@example.org:65536"; it must be unix:///absolute/path or ssh://[user@]host[:port], such as ssh://admin@example.org`,
  ],
  [
    "an ssh engine with a password",
    { "kompose:host": { engine: "ssh://admin:hunter2@example.org" } },
    `kompose:host.engine is "ssh://admin:…@example.org"; it must be unix:///absolute/path or ssh://[user@]host[:port], such as ssh://admin@example.org`,
  ],
  [
    "a mistyped engine",
    { "kompose:host": { engin: "unix:///var/run/docker.sock" } },
    `kompose:host.engin (value "unix:///var/run/docker.sock") is no setting; did you mean kompose:host.engine, unix:///absolute/path or ssh://[user@]host[:port], such as ssh://admin@example.org?`,
  ],
  [
    "the subnet in place of the network map",
    { "kompose:network": "172.31.0.0/16" },
    `kompose:network is "172.31.0.0/16"; it must be a map of subnet, such as {subnet: 172.31.0.0/16}`,
  ],
  [
    "an address as the subnet",
    { "kompose:network": { subnet: "172.31.0.0" } },
    `kompose:network.subnet is "172.31.0.0"; it must be a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16`,
  ],
  [
    "a subnet with host bits",
    { "kompose:network": { subnet: "172.31.0.1/16" } },
    `kompose:network.subnet is "172.31.0.1/16"; it must be a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16`,
  ],
  [
    "a public subnet",
    { "kompose:network": { subnet: "8.8.8.0/24" } },
    `kompose:network.subnet is "8.8.8.0/24"; it must be a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16`,
  ],
  [
    "a subnet just outside RFC 1918",
    { "kompose:network": { subnet: "172.32.0.0/16" } },
    `kompose:network.subnet is "172.32.0.0/16"; it must be a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16`,
  ],
  [
    "a subnet that is too large",
    { "kompose:network": { subnet: "10.0.0.0/8" } },
    `kompose:network.subnet is "10.0.0.0/8"; it must be a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16`,
  ],
  [
    "a subnet that is too small",
    { "kompose:network": { subnet: "10.0.0.0/29" } },
    `kompose:network.subnet is "10.0.0.0/29"; it must be a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16`,
  ],
  [
    "an IPv6 subnet",
    { "kompose:network": { subnet: "fd00::/64" } },
    `kompose:network.subnet is "fd00::/64"; it must be a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16`,
  ],
  [
    "a subnet with an octet out of range",
    { "kompose:network": { subnet: "10.0.256.0/24" } },
    `kompose:network.subnet is "10.0.256.0/24"; it must be a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16`,
  ],
  [
    "a subnet with a netmask",
    { "kompose:network": { subnet: "10.0.0.0/255.255.0.0" } },
    `kompose:network.subnet is "10.0.0.0/255.255.0.0"; it must be a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16`,
  ],
  [
    "a mistyped subnet",
    { "kompose:network": { subnets: "10.0.0.0/24" } },
    `kompose:network.subnets (value "10.0.0.0/24") is no setting; did you mean kompose:network.subnet, a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16?`,
  ],
  [
    "an encrypted subnet",
    { "kompose:network": { subnet: { secure: "v1:AAAA" } } },
    "kompose:network.subnet is encrypted; it must be a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16",
  ],
  [
    "a value inside a map as a key of its own",
    { "kompose:network.subnet": "10.0.0.0/24" },
    `kompose:network.subnet (value "10.0.0.0/24") is no setting; did you mean kompose:network, a map of subnet, such as {subnet: 172.31.0.0/16}?`,
  ],
  [
    "a list of images",
    { "kompose:images": ["postgres:18.6"] },
    `kompose:images is ["postgres:18.6"]; it must be a map from upstream image to the image to run instead, such as {"postgres:18.6": "registry.example.org/postgres:18.6"}`,
  ],
  [
    "an upstream image without a version",
    { "kompose:images": { postgres: `registry.example.org/postgres:18.6@sha256:${digits}` } },
    `kompose:images has the key "postgres" (value "registry.example.org/postgres:18.6@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…); it must be an upstream image name with a version other than latest and no digest, such as postgres:18.6`,
  ],
  [
    "an upstream image named latest",
    { "kompose:images": { "postgres:latest": `registry.example.org/postgres:18.6@sha256:${digits}` } },
    `kompose:images has the key "postgres:latest" (value "registry.example.org/postgres:18.6@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…); it must be an upstream image name with a version other than latest and no digest, such as postgres:18.6`,
  ],
  [
    "an upstream image with a digest",
    { "kompose:images": { [`postgres:18.6@sha256:${digits}`]: `registry.example.org/postgres:18.6@sha256:${digits}` } },
    `kompose:images has the key "postgres:18.6@sha256:${digits}" (value "registry.example.org/postgres:18.6@sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa…); it must be an upstream image name with a version other than latest and no digest, such as postgres:18.6`,
  ],
  [
    "latest instead of an image",
    { "kompose:images": { "postgres:18.6": "registry.example.org/postgres:latest" } },
    `kompose:images["postgres:18.6"] is "registry.example.org/postgres:latest"; it must be an image name with a version other than latest, or with a digest, such as registry.example.org/postgres:18.6`,
  ],
  [
    "an image without a version",
    { "kompose:images": { "postgres:18.6": "registry.example.org/postgres" } },
    `kompose:images["postgres:18.6"] is "registry.example.org/postgres"; it must be an image name with a version other than latest, or with a digest, such as registry.example.org/postgres:18.6`,
  ],
  [
    "an image in upper case",
    { "kompose:images": { "postgres:18.6": "registry.example.org/Postgres:18.6" } },
    `kompose:images["postgres:18.6"] is "registry.example.org/Postgres:18.6"; it must be an image name with a version other than latest, or with a digest, such as registry.example.org/postgres:18.6`,
  ],
  [
    "an image without a value",
    { "kompose:images": { "postgres:18.6": null } },
    `kompose:images["postgres:18.6"] is empty; it must be an image name with a version other than latest, or with a digest, such as registry.example.org/postgres:18.6`,
  ],
  [
    "a short digest",
    { "kompose:images": { "postgres:18.6": "registry.example.org/postgres@sha256:abc" } },
    `kompose:images["postgres:18.6"] is "registry.example.org/postgres@sha256:abc"; it must be an image name with a version other than latest, or with a digest, such as registry.example.org/postgres:18.6`,
  ],
  [
    "an image without a digest where one is required",
    { "kompose:images": { "postgres:18.6": "registry.example.org/postgres:18.6" } },
    `kompose:images["postgres:18.6"] is "registry.example.org/postgres:18.6", without a digest; it must have one, such as registry.example.org/postgres:18.6@sha256:… (64 hexadecimal digits), or kompose:requireLockedImages must be false`,
  ],
  [
    "yes",
    { "kompose:requireLockedImages": "yes" },
    `kompose:requireLockedImages is "yes"; it must be true or false, such as false`,
  ],
  [
    "on",
    { "kompose:requireLockedImages": "on" },
    `kompose:requireLockedImages is "on"; it must be true or false, such as false`,
  ],
  ["True", { "kompose:protectData": "True" }, `kompose:protectData is "True"; it must be true or false, such as false`],
  [
    "a number as a boolean",
    { "kompose:protectData": 0 },
    "kompose:protectData is 0; it must be true or false, such as false",
  ],
  [
    "an encrypted boolean",
    { "kompose:protectData": { secure: "v1:AAAA" } },
    "kompose:protectData is encrypted; it must be true or false, such as false",
  ],
  [
    "a mistyped service",
    { "kompose:services": { "core-reddis": { memory: "1GiB" } } },
    `kompose:services.core-reddis (value {"memory":"1GiB"}) is no setting; did you mean kompose:services.core-redis, a map of memory, cpus, openFiles, such as {memory: 1GiB, cpus: 2}?`,
  ],
  [
    "a service nobody knows",
    { "kompose:services": { nginx: { memory: "1GiB" } } },
    "kompose:services.nginx is no setting; kompose:services knows core-postgres, core-redis",
  ],
  [
    "a service without limits",
    { "kompose:services": { "core-redis": null } },
    "kompose:services.core-redis is empty; it must be a map of memory, cpus, openFiles, such as {memory: 1GiB, cpus: 2}",
  ],
  [
    "a list of services",
    { "kompose:services": '["core-redis"]' },
    `kompose:services is ["core-redis"]; it must be a map from service to its limits, such as {core-redis: {memory: 1GiB}}`,
  ],
  [
    "broken JSON",
    { "kompose:services": '{"core-redis": {memory: 1}}' },
    `kompose:services is "{\\"core-redis\\": {memory: 1}}"; it must be a map from service to its limits, such as {core-redis: {memory: 1GiB}}`,
  ],
  [
    "a mistyped limit",
    { "kompose:services": { "core-redis": { memmory: "1GiB" } } },
    `kompose:services.core-redis.memmory (value "1GiB") is no setting; did you mean kompose:services.core-redis.memory, a size of at least 6MiB, in MiB or GiB, such as 512MiB?`,
  ],
  [
    "a limit nobody knows",
    { "kompose:services": { "core-redis": { restart: "always" } } },
    "kompose:services.core-redis.restart is no setting; kompose:services.core-redis knows memory, cpus, openFiles",
  ],
  [
    "memory without a unit",
    { "kompose:services": { "core-redis": { memory: 512 } } },
    "kompose:services.core-redis.memory is 512; it must be a size of at least 6MiB, in MiB or GiB, such as 512MiB",
  ],
  [
    "memory with Docker's unit",
    { "kompose:services": { "core-redis": { memory: "512m" } } },
    `kompose:services.core-redis.memory is "512m"; it must be a size of at least 6MiB, in MiB or GiB, such as 512MiB`,
  ],
  [
    "memory in MB",
    { "kompose:services": { "core-redis": { memory: "512MB" } } },
    `kompose:services.core-redis.memory is "512MB"; it must be a size of at least 6MiB, in MiB or GiB, such as 512MiB`,
  ],
  [
    "memory below Docker's minimum",
    { "kompose:services": { "core-redis": { memory: "5MiB" } } },
    `kompose:services.core-redis.memory is "5MiB"; it must be a size of at least 6MiB, in MiB or GiB, such as 512MiB`,
  ],
  [
    "memory that is no whole number of MiB",
    { "kompose:services": { "core-redis": { memory: "0.3GiB" } } },
    `kompose:services.core-redis.memory is "0.3GiB"; it must be a size of at least 6MiB, in MiB or GiB, such as 512MiB`,
  ],
  [
    "negative memory",
    { "kompose:services": { "core-redis": { memory: "-1GiB" } } },
    `kompose:services.core-redis.memory is "-1GiB"; it must be a size of at least 6MiB, in MiB or GiB, such as 512MiB`,
  ],
  [
    "no cores",
    { "kompose:services": { "core-redis": { cpus: 0 } } },
    "kompose:services.core-redis.cpus is 0; it must be a number from 0.01 to 512, such as 0.5",
  ],
  [
    "too many cores",
    { "kompose:services": { "core-redis": { cpus: 513 } } },
    "kompose:services.core-redis.cpus is 513; it must be a number from 0.01 to 512, such as 0.5",
  ],
  [
    "cores with a decimal comma",
    { "kompose:services": { "core-redis": { cpus: "0,5" } } },
    `kompose:services.core-redis.cpus is "0,5"; it must be a number from 0.01 to 512, such as 0.5`,
  ],
  [
    "cores in Kubernetes' unit",
    { "kompose:services": { "core-redis": { cpus: "500m" } } },
    `kompose:services.core-redis.cpus is "500m"; it must be a number from 0.01 to 512, such as 0.5`,
  ],
  [
    "too few open files",
    { "kompose:services": { "core-redis": { openFiles: 1023 } } },
    "kompose:services.core-redis.openFiles is 1023; it must be a whole number from 1024 to 1048576, such as 65536",
  ],
  [
    "too many open files",
    { "kompose:services": { "core-redis": { openFiles: 1048577 } } },
    "kompose:services.core-redis.openFiles is 1048577; it must be a whole number from 1024 to 1048576, such as 65536",
  ],
  [
    "half an open file",
    { "kompose:services": { "core-redis": { openFiles: 1024.5 } } },
    "kompose:services.core-redis.openFiles is 1024.5; it must be a whole number from 1024 to 1048576, such as 65536",
  ],
  [
    "unlimited open files",
    { "kompose:services": { "core-redis": { openFiles: "unlimited" } } },
    `kompose:services.core-redis.openFiles is "unlimited"; it must be a whole number from 1024 to 1048576, such as 65536`,
  ],
  [
    "one user instead of a list",
    { "kompose:users": ada },
    `kompose:users is {"username":"ada","email":"ada@example.org","firstName":"Ada","lastName":"Lovelace","role":"admin"}; it must be a list of users, such as [{username: ada, email: ada@example.org, firstName: Ada, lastName: Lovelace, role: admin}]`,
  ],
  ["a username instead of a user", { "kompose:users": ["ada"] }, `kompose:users[0] is "ada"; ${aUser}`],
  [
    "a user without a role",
    { "kompose:users": [{ ...ada, role: undefined }] },
    "kompose:users[0].role is missing; it must be admin, editor or viewer, such as admin",
  ],
  [
    "a role nobody knows",
    { "kompose:users": [{ ...ada, role: "owner" }] },
    `kompose:users[0].role is "owner"; it must be admin, editor or viewer, such as admin`,
  ],
  [
    "a username in upper case",
    { "kompose:users": [{ ...ada, username: "Ada" }] },
    `kompose:users[0].username is "Ada"; ${aUsername}`,
  ],
  [
    "a username that is too short",
    { "kompose:users": [{ ...ada, username: "al" }] },
    `kompose:users[0].username is "al"; ${aUsername}`,
  ],
  [
    "a username that is too long",
    { "kompose:users": [{ ...ada, username: "a".repeat(256) }] },
    `kompose:users[0].username is "${"a".repeat(99)}…; ${aUsername}`,
  ],
  [
    "an e-mail address as the username",
    { "kompose:users": [{ ...ada, username: "ada@example.org" }] },
    `kompose:users[0].username is "ada@example.org"; ${aUsername}`,
  ],
  [
    "a username with a slash",
    { "kompose:users": [{ ...ada, username: "ada/x" }] },
    `kompose:users[0].username is "ada/x"; ${aUsername}`,
  ],
  [
    "a number as the username",
    { "kompose:users": [{ ...ada, username: 1234 }] },
    `kompose:users[0].username is 1234; ${aUsername}`,
  ],
  [
    "no e-mail address",
    { "kompose:users": [{ ...ada, email: "ada" }] },
    `kompose:users[0].email is "ada"; it must be an e-mail address in lower case, such as ada@example.org`,
  ],
  [
    "an e-mail address in upper case",
    { "kompose:users": [{ ...ada, email: "Ada@example.org" }] },
    `kompose:users[0].email is "Ada@example.org"; it must be an e-mail address in lower case, such as ada@example.org`,
  ],
  [
    "an e-mail address with two dots in a row",
    { "kompose:users": [{ ...ada, email: "a..b@example.org" }] },
    `kompose:users[0].email is "a..b@example.org"; it must be an e-mail address in lower case, such as ada@example.org`,
  ],
  [
    "an e-mail address with a long name",
    { "kompose:users": [{ ...ada, email: `${"a".repeat(65)}@example.org` }] },
    `kompose:users[0].email is "${"a".repeat(65)}@example.org"; it must be an e-mail address in lower case, such as ada@example.org`,
  ],
  [
    "an empty first name",
    { "kompose:users": [{ ...ada, firstName: "" }] },
    "kompose:users[0].firstName is empty; it must be up to 255 letters, digits, spaces and . , ' -, such as Ada",
  ],
  [
    "a blank last name",
    { "kompose:users": [{ ...ada, lastName: " " }] },
    `kompose:users[0].lastName is " "; it must be up to 255 letters, digits, spaces and . , ' -, such as Lovelace`,
  ],
  [
    "markup as a name",
    { "kompose:users": [{ ...ada, lastName: "<b>" }] },
    `kompose:users[0].lastName is "<b>"; it must be up to 255 letters, digits, spaces and . , ' -, such as Lovelace`,
  ],
  [
    "a mistyped part of a user",
    { "kompose:users": [{ ...ada, roles: "admin" }] },
    `kompose:users[0].roles (value "admin") is no setting; did you mean kompose:users[0].role, admin, editor or viewer, such as admin?`,
  ],
  [
    "a user's password",
    { "kompose:users": [{ ...ada, password: "hunter2" }] },
    "kompose:users[0].password is no setting; kompose:users[0] knows username, email, firstName, lastName, role",
  ],
  [
    "two users of one name",
    { "kompose:users": [ada, { ...ada, email: "b@example.org" }] },
    `kompose:users[1].username is "ada", as kompose:users[0].username is; it must be another`,
  ],
  [
    "two users with one e-mail address",
    { "kompose:users": [ada, { ...ada, username: "bob" }, { ...ada, username: "eve", email: "e@example.org" }] },
    `kompose:users[1].email is "ada@example.org", as kompose:users[0].email is; it must be another`,
  ],
  [
    "one provider instead of a list",
    { "kompose:identityProviders": { alias: "company", clientSecret: "hunter2" } },
    `kompose:identityProviders is {"alias":"company","clientSecret":"(not shown)"}; it must be a list of OpenID Connect providers, such as [{alias: company, displayName: Example Company, issuer: https://login.example.org, clientId: kompose, clientSecret: /root/company-client-secret}]`,
  ],
  [
    "an alias with a dot",
    { "kompose:identityProviders": [{ ...company, alias: "example.org" }] },
    `kompose:identityProviders[0].alias is "example.org"; it must be 1 to 63 lower-case letters, digits and inner hyphens, such as company`,
  ],
  [
    "two providers of one alias",
    { "kompose:identityProviders": [company, company] },
    `kompose:identityProviders[1].alias is "company", as kompose:identityProviders[0].alias is; it must be another`,
  ],
  [
    "a provider's name of two lines",
    { "kompose:identityProviders": [{ ...company, displayName: "a\nb" }] },
    `kompose:identityProviders[0].displayName is "a\\nb"; it must be a line of 1 to 255 characters, such as Example Company`,
  ],
  [
    "an issuer without TLS",
    { "kompose:identityProviders": [{ ...company, issuer: "http://login.example.org" }] },
    `kompose:identityProviders[0].issuer is "http://login.example.org"; it must be an https:// address without a query, such as https://login.example.org`,
  ],
  [
    "an issuer with a query",
    { "kompose:identityProviders": [{ ...company, issuer: "https://login.example.org/?a" }] },
    `kompose:identityProviders[0].issuer is "https://login.example.org/?a"; it must be an https:// address without a query, such as https://login.example.org`,
  ],
  [
    "an issuer with a space",
    { "kompose:identityProviders": [{ ...company, issuer: "https://login.example.org " }] },
    `kompose:identityProviders[0].issuer is "https://login.example.org "; it must be an https:// address without a query, such as https://login.example.org`,
  ],
  [
    "a client id with a space",
    { "kompose:identityProviders": [{ ...company, clientId: "a b" }] },
    `kompose:identityProviders[0].clientId is "a b"; it must be 1 to 255 visible ASCII characters, such as kompose`,
  ],
  [
    "a client secret in place of its file",
    { "kompose:identityProviders": [{ ...company, clientSecret: "hunter2" }] },
    `kompose:identityProviders[0].clientSecret is "(not shown)"; it must be the absolute path of a file, such as /root/company-client-secret`,
  ],
  [
    "an encrypted client secret",
    { "kompose:identityProviders": [{ ...company, clientSecret: { secure: "v1:AAAA" } }] },
    "kompose:identityProviders[0].clientSecret is encrypted; it must be the absolute path of a file, such as /root/company-client-secret",
  ],
  [
    "a mistyped client secret",
    { "kompose:identityProviders": [{ ...company, clientSecrets: "hunter2" }] },
    `kompose:identityProviders[0].clientSecrets (value "(not shown)") is no setting; did you mean kompose:identityProviders[0].clientSecret, the absolute path of a file, such as /root/company-client-secret?`,
  ],
  [
    "a directory without TLS",
    { "kompose:ldap": { ...directory, url: "ldap://ldap.example.org" } },
    `kompose:ldap.url is "ldap://ldap.example.org"; it must be ldaps://host[:port], such as ldaps://ldap.example.org`,
  ],
  [
    "a directory with a path",
    { "kompose:ldap": { ...directory, url: "ldaps://ldap.example.org/dc=org" } },
    `kompose:ldap.url is "ldaps://ldap.example.org/dc=org"; it must be ldaps://host[:port], such as ldaps://ldap.example.org`,
  ],
  [
    "a user's name in place of a distinguished one",
    { "kompose:ldap": { ...directory, bindDn: "kompose" } },
    `kompose:ldap.bindDn is "kompose"; it must be a distinguished name (RFC 4514), such as cn=kompose,ou=services,dc=example,dc=org`,
  ],
  [
    "a distinguished name with a part that is empty",
    { "kompose:ldap": { ...directory, usersDn: "ou=people,,dc=org" } },
    `kompose:ldap.usersDn is "ou=people,,dc=org"; it must be a distinguished name (RFC 4514), such as ou=people,dc=example,dc=org`,
  ],
  [
    "a directory's password in place of its file",
    { "kompose:ldap": { ...directory, bindPassword: "hunter2" } },
    `kompose:ldap.bindPassword is "(not shown)"; it must be the absolute path of a file, such as /root/ldap-password`,
  ],
  [
    "a vendor nobody knows",
    { "kompose:ldap": { ...directory, vendor: "ad" } },
    `kompose:ldap.vendor is "ad"; it must be active-directory or other, such as active-directory`,
  ],
  [
    "rotate without a number",
    { "kompose:rotate": { "postgres/keycloak": true } },
    "kompose:rotate.postgres/keycloak is true; it must be a whole number from 0, such as 1",
  ],
  [
    "a negative rotation",
    { "kompose:rotate": { "postgres/keycloak": -1 } },
    "kompose:rotate.postgres/keycloak is -1; it must be a whole number from 0, such as 1",
  ],
  [
    "half a rotation",
    { "kompose:rotate": { "postgres/keycloak": 0.5 } },
    "kompose:rotate.postgres/keycloak is 0.5; it must be a whole number from 0, such as 1",
  ],
  [
    "a list of rotations",
    { "kompose:rotate": ["postgres/keycloak"] },
    `kompose:rotate is ["postgres/keycloak"]; it must be a map from secret to a number, such as {postgres/keycloak: 1}`,
  ],
  [
    "a secret's name without a slash",
    { "kompose:rotate": { keycloak: 1 } },
    `kompose:rotate has the key "keycloak" (value 1); ${aSecretName}`,
  ],
  [
    "devices without names",
    { "kompose:mqtt": { devices: {} } },
    "kompose:mqtt.devices.names is missing; it must be a list of at least one DNS name in lower case or IP address, such as [mqtt.example.org, 192.168.1.10]",
  ],
  [
    "true instead of devices",
    { "kompose:mqtt": { devices: true } },
    "kompose:mqtt.devices is true; it must be a map of names, such as {names: [mqtt.example.org]}",
  ],
  [
    "no names for devices",
    { "kompose:mqtt": { devices: { names: [] } } },
    "kompose:mqtt.devices.names is []; it must be a list of at least one DNS name in lower case or IP address, such as [mqtt.example.org, 192.168.1.10]",
  ],
  [
    "one name instead of a list",
    { "kompose:mqtt": { devices: { names: "mqtt.example.org" } } },
    `kompose:mqtt.devices.names is "mqtt.example.org"; it must be a list of at least one DNS name in lower case or IP address, such as [mqtt.example.org, 192.168.1.10]`,
  ],
  [
    "a wildcard name for devices",
    { "kompose:mqtt": { devices: { names: ["mqtt.example.org", "*.example.org"] } } },
    `kompose:mqtt.devices.names[1] is "*.example.org"; it must be a DNS name in lower case or an IP address, such as mqtt.example.org`,
  ],
  [
    "a number among the names",
    { "kompose:mqtt": { devices: { names: [1883] } } },
    "kompose:mqtt.devices.names[0] is 1883; it must be a DNS name in lower case or an IP address, such as mqtt.example.org",
  ],
  [
    "a port for devices",
    { "kompose:mqtt": { devices: { names: ["mqtt.example.org"], port: 8884 } } },
    "kompose:mqtt.devices.port is no setting; kompose:mqtt.devices knows names",
  ],
  [
    "a mistyped part of mqtt",
    { "kompose:mqtt": { device: { names: ["mqtt.example.org"] } } },
    `kompose:mqtt.device (value {"names":["mqtt.example.org"]}) is no setting; did you mean kompose:mqtt.devices, a map of names, such as {names: [mqtt.example.org]}?`,
  ],
  [
    "a mistyped setting",
    { "kompose:domian": "example.org" },
    `kompose:domian (value "example.org") is no setting; did you mean kompose:domain, a DNS name in lower case with at least two labels, such as example.org?`,
  ],
  [
    "a setting nobody knows",
    { "kompose:colour": "red" },
    "kompose:colour is no setting; kompose: knows domain, host, network, proxy, certificates, users, identityProviders, ldap, rotate, images, requireLockedImages, protectData, services, mqtt",
  ],
  [
    "a mistyped namespace",
    { "kompos:domain": "example.org" },
    `kompos:domain (value "example.org") is no setting; did you mean kompose:domain, a DNS name in lower case with at least two labels, such as example.org?`,
  ],
  [
    "another program's namespace",
    { "docker:registryAuth": "hunter2" },
    "docker:registryAuth is no setting; every key starts with kompose: or pulumi:, such as kompose:domain",
  ],
  [
    "a key without a namespace",
    { domain: "example.org" },
    `domain (value "example.org") is no setting; did you mean kompose:domain, a DNS name in lower case with at least two labels, such as example.org?`,
  ],
  [
    "a mistyped pulumi namespace",
    { "pulum:tags": "x" },
    `pulum:tags (value "x") is no setting; did you mean pulumi:tags?`,
  ],
];

test.each(settings)("%s", (_, config, problem) => {
  expect(problems(() => parseSettings(config, known), "the settings of this environment")).toEqual([problem]);
});

// Pulumi hands over every value as text and decrypted; in a message a bare value is then a quoted one.
const texts = settings
  .filter(([, config]) => !JSON.stringify(config).includes('"secure"'))
  .map(([title, config, problem]) => {
    const asText = (value: unknown) => (typeof value === "object" ? JSON.stringify(value) : String(value));
    const handed = Object.fromEntries(Object.entries(config).map(([key, value]) => [key, asText(value)]));
    const key = (line: string) => line.split(/ is | has the key | \(value /)[0];
    return { title, handed, problem, key };
  });

test.each(texts)("$title, as Pulumi hands it over", ({ handed, problem, key }) => {
  const said = problems(() => parseSettings(handed, known), "the settings of this environment");
  expect(said.map(key)).toEqual([key(problem)]);
});

/** What is wrong, the file, and all that is said about it. */
const files: [string, string, string][] = [
  ["a tab", "config:\n\tkompose:domain: example.org", "line 2 is indented with a tab; YAML takes spaces only"],
  [
    "a setting given twice",
    "config:\n  kompose:domain: example.org\n  kompose:domain: example.com",
    "line 3 gives kompose:domain a second time; give it once",
  ],
  [
    "a key inside a map given twice",
    "config:\n  kompose:host:\n    engine: unix:///a\n    engine: unix:///b",
    "line 4 gives engine a second time; give it once",
  ],
  [
    "a quoted key given twice",
    'config:\n  "kompose:domain": example.org\n  "kompose:domain": example.com',
    `line 3 gives kompose:domain" a second time; give it once`,
  ],
  [
    "an empty file",
    "",
    "it has no config map; it must have one, such as\n      config:\n        kompose:domain: example.org",
  ],
  [
    "an empty config map",
    "config:",
    "it has no config map; it must have one, such as\n      config:\n        kompose:domain: example.org",
  ],
  [
    "a list instead of a map",
    "- kompose:domain",
    "it has no config map; it must have one, such as\n      config:\n        kompose:domain: example.org",
  ],
  [
    "a text as the config map",
    "config: example.org",
    "it has no config map; it must have one, such as\n      config:\n        kompose:domain: example.org",
  ],
  [
    "settings outside the config map",
    "kompose:domain: example.org",
    "it has no config map; it must have one, such as\n      config:\n        kompose:domain: example.org",
  ],
  [
    "a value with an unquoted colon",
    "config:\n  kompose:domain: example: org",
    `line 2: bad indentation of a mapping entry; indent with spaces alone, and put a value that holds ": " or starts with one of * & ! % @ in quotes, such as "*.example.org"`,
  ],
  [
    "an unquoted wildcard",
    "config:\n  kompose:domain: *.example.org",
    `line 2: unidentified alias ".example.org"; indent with spaces alone, and put a value that holds ": " or starts with one of * & ! % @ in quotes, such as "*.example.org"`,
  ],
  [
    "a key that is indented too far",
    "config:\n  kompose:domain: example.org\n    kompose:protectData: true",
    `line 3: bad indentation of a mapping entry; indent with spaces alone, and put a value that holds ": " or starts with one of * & ! % @ in quotes, such as "*.example.org"`,
  ],
  [
    "a bracket that is never closed",
    'config:\n  kompose:images: {"postgres:18.6": postgres',
    "line 2: unexpected end of the stream within a flow collection",
  ],
  [
    "a quote that is never closed",
    'config:\n  kompose:domain: "example.org',
    "line 2: unexpected end of the stream within a double quoted scalar",
  ],
  ["two documents", "config: {}\n---\nconfig: {}", "expected a single document in the stream, but found more"],
  [
    "on instead of true",
    "config:\n  kompose:requireLockedImages: on",
    `kompose:requireLockedImages is "on"; it must be true or false, such as false`,
  ],
  [
    "no instead of false",
    "config:\n  kompose:protectData: no",
    `kompose:protectData is "no"; it must be true or false, such as false`,
  ],
  [
    "an unquoted 1e3 as memory",
    "config:\n  kompose:services:\n    core-redis:\n      memory: 1e3",
    "kompose:services.core-redis.memory is 1000; it must be a size of at least 6MiB, in MiB or GiB, such as 512MiB",
  ],
  [
    "an unquoted 1e3 as cores",
    "config:\n  kompose:services:\n    core-redis:\n      cpus: 1e3",
    "kompose:services.core-redis.cpus is 1000; it must be a number from 0.01 to 512, such as 0.5",
  ],
  [
    "infinitely many cores",
    "config:\n  kompose:services:\n    core-redis:\n      cpus: .inf",
    `kompose:services.core-redis.cpus is "Infinity"; it must be a number from 0.01 to 512, such as 0.5`,
  ],
  [
    "an underscore in a number",
    "config:\n  kompose:services:\n    core-redis:\n      openFiles: 65_536",
    `kompose:services.core-redis.openFiles is "65_536"; it must be a whole number from 1024 to 1048576, such as 65536`,
  ],
  [
    "a domain without a value",
    "config:\n  kompose:domain:",
    "kompose:domain is empty; it must be a DNS name in lower case with at least two labels, such as example.org",
  ],
  [
    "an encrypted map",
    "config:\n  kompose:network:\n    secure: v1:AAAA",
    "kompose:network is encrypted; it must be a map of subnet, such as {subnet: 172.31.0.0/16}",
  ],
];

const folder = mkdtempSync(join(tmpdir(), "kompose-settings-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("in an environment's file", () => {
  const path = join(folder, "Pulumi.home.yaml");

  test.each(files)("%s", (_, yaml, problem) => {
    writeFileSync(path, yaml);
    const read = () => readStackFile(path);
    const unreadable = problems(read, path);
    expect(
      unreadable.length > 0
        ? unreadable
        : problems(() => parseSettings(read(), known), "the settings of this environment"),
    ).toEqual([problem]);
  });

  test("no such file", () => {
    writeFileSync(path, "config: {}");
    const missing = join(folder, "Pulumi.hom.yaml");
    expect(problems(() => readStackFile(missing), missing)).toEqual([
      "there is no file Pulumi.hom.yaml; the environments here are home",
    ]);
  });

  test("no environment at all", () => {
    const missing = join(folder, "empty", "Pulumi.dev.yaml");
    expect(problems(() => readStackFile(missing), missing)).toEqual([
      `there is no file Pulumi.dev.yaml; ${join(folder, "empty")} has no Pulumi.<environment>.yaml`,
    ]);
  });
});

test("every mistake is told at once", () => {
  const config = {
    "kompose:domian": "example.org",
    "kompose:network": { subnet: "8.8.8.0/24" },
    "kompose:users": [ada, { ...ada, role: "root" }, { ...ada, username: "", email: "bob" }, { ...ada, username: "" }],
    "kompose:images": { "postgres:18.6": "mirror.example.org/postgres:18.6" },
    "kompose:protectData": "yes",
    "kompose:services": '{"core-redis": {"memory": "1", "cpu": 2}, "core-reddis": {}}',
    "kompose:mqtt": { devices: { names: ["MQTT", "a b"] } },
    domain: "example.org",
  };
  expect(problems(() => parseSettings(config, known), "the settings of this environment")).toEqual([
    `kompose:domian (value "example.org") is no setting; did you mean kompose:domain, a DNS name in lower case with at least two labels, such as example.org?`,
    `domain (value "example.org") is no setting; did you mean kompose:domain, a DNS name in lower case with at least two labels, such as example.org?`,
    `kompose:network.subnet is "8.8.8.0/24"; it must be a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits, such as 172.31.0.0/16`,
    `kompose:users[1].role is "root"; it must be admin, editor or viewer, such as admin`,
    `kompose:users[2].username is empty; ${aUsername}`,
    `kompose:users[2].email is "bob"; it must be an e-mail address in lower case, such as ada@example.org`,
    `kompose:users[3].username is empty; ${aUsername}`,
    `kompose:protectData is "yes"; it must be true or false, such as false`,
    `kompose:services.core-redis.memory is "1"; it must be a size of at least 6MiB, in MiB or GiB, such as 512MiB`,
    `kompose:services.core-redis.cpu (value 2) is no setting; did you mean kompose:services.core-redis.cpus, a number from 0.01 to 512, such as 0.5?`,
    `kompose:services.core-reddis (value {}) is no setting; did you mean kompose:services.core-redis, a map of memory, cpus, openFiles, such as {memory: 1GiB, cpus: 2}?`,
    `kompose:mqtt.devices.names[0] is "MQTT"; it must be a DNS name in lower case or an IP address, such as mqtt.example.org`,
    `kompose:mqtt.devices.names[1] is "a b"; it must be a DNS name in lower case or an IP address, such as mqtt.example.org`,
    `kompose:users[1].username is "ada", as kompose:users[0].username is; it must be another`,
    `kompose:users[1].email is "ada@example.org", as kompose:users[0].email is; it must be another`,
    `kompose:users[3].email is "ada@example.org", as kompose:users[0].email is; it must be another`,
    `kompose:images["postgres:18.6"] is "mirror.example.org/postgres:18.6", without a digest; it must have one, such as mirror.example.org/postgres:18.6@sha256:… (64 hexadecimal digits), or kompose:requireLockedImages must be false`,
  ]);
});

test("no password is repeated", () => {
  const config = {
    "kompose:host": { engine: "ssh://admin:hunter2@example.org" },
    "kompose:smtpRelaySecret": "hunter2",
    "docker:registryAuth": "hunter2",
    "kompose:mqtt": { relaySecret: "hunter2" },
    "kompose:network": { subnet: { secure: "hunter2" } },
    "kompose:ldap": { ...directory, bindPasword: "hunter2", bindPassword: ["hunter2"] },
    "kompose:identityProvider": [{ clientSecret: "hunter2" }],
    "kompose:certificates": {
      acme: {
        email: "admin@example.org",
        challenge: "dns",
        dns: { provider: "gandiv5", credentials: { GANDIV5_API_KEY: "hunter2", cf_dns_api_token: "hunter2" } },
      },
    },
  };
  const said = problems(() => parseSettings(config, known), "the settings of this environment");
  expect(said).toHaveLength(10);
  expect(said.join("\n")).not.toContain("hunter2");
});
