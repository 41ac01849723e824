/** What the platform grants: who may reach what, from outside and among its services. For comparing one with another. */
import type { Settings } from "../config/settings/settings.ts";
import { databaseOf } from "./core-consumers.ts";
import { loginClients } from "./logins.ts";
import { authNames } from "./roles.ts";
import { addressOf, needsSignIn, publicRoutes } from "./routes.ts";
import { type Described, type Needs, type Route, servicesOf } from "./service.ts";

/** A name → what is granted under it, in a few words. */
type Granted = Readonly<Record<string, string>>;

/** Plain text alone, in the platform's words, so that the state can keep it and a person can read it. */
export interface Inventory {
  /** Address → whom it leads to, and whom it lets in. */
  routes: Granted;
  /** Address of a path that everybody may use whoever may use its route → why. */
  publicPaths: Granted;
  /** Service → why it may reach machines that are not the platform's. */
  internet: Granted;
  /** Database → who owns it. */
  databases: Granted;
  /** Database → the name that it and its role had before. */
  renamedDatabases: Granted;
  /** Cache user → the keys that are its own. */
  cacheUsers: Granted;
  /** User of the sessions' server → the keys that are its own. */
  sessionUsers: Granted;
  /** MQTT user → what it publishes and reads. */
  topics: Granted;
  /** Who reads statistics → of which programs. */
  statistics: Granted;
  /** Login client → where it leads back to, and its own names of roles. */
  loginClients: Granted;
  /** Declared user → role. */
  users: Granted;
  /** Who else signs people in → where it is. */
  identityProviders: Granted;
}

/** Whom a route lets in. */
function letsIn(route: Route): string {
  const { access, role } = route;
  if (typeof access === "object") return `everybody (${access.public})`;
  if (!needsSignIn(route)) return "whoever comes from inside";
  const who = role === undefined ? "whoever is signed in" : `whoever is signed in as ${role}`;
  if (access === "sso-internal") return `${who}, from inside`;
  return access === "sso-limited" ? `${who}, 10 requests a second` : who;
}

function topicsOf({ publish = [], subscribe = [] }: NonNullable<Needs["topics"]>): string {
  const said = (verb: string, filters: readonly string[]) =>
    filters.length === 0 ? [] : [`${verb} ${filters.join(", ")}`];
  return [...said("publishes", publish), ...said("reads", subscribe)].join("; ");
}

/** Everything that the descriptions and an environment's settings grant. */
export function inventory(described: readonly Described[], settings: Settings): Inventory {
  const { domain, users, identityProviders, ldap } = settings;
  const descriptions = servicesOf(described).map(({ description }) => description);
  const signsIn = descriptions.some(({ name }) => name === authNames.keycloak);
  /** What each consumer's needs come to, where they come to anything. */
  const granted = (read: (needs: Needs, name: string) => readonly [name: string, what: string] | undefined): Granted =>
    Object.fromEntries(
      described.flatMap(({ description: { name, needs = {} } }) => {
        const pair = read(needs, name);
        return pair === undefined ? [] : [pair];
      }),
    );
  return {
    routes: Object.fromEntries(
      descriptions.flatMap((description) => {
        const address = addressOf(description, domain);
        const route = description.offers?.route;
        return address === undefined || route === undefined
          ? []
          : [[address, `${description.name}, for ${letsIn(route)}`]];
      }),
    ),
    publicPaths: Object.fromEntries(
      Object.entries(publicRoutes(descriptions, domain)).filter(([address]) => new URL(address).pathname !== "/"),
    ),
    internet: granted(({ internet }, name) => (internet === undefined ? undefined : [name, internet])),
    databases: granted((needs, name) => {
      const database = databaseOf(needs);
      return database && [database.name, name];
    }),
    renamedDatabases: granted((needs) => {
      const database = databaseOf(needs);
      return database?.renamedFrom === undefined ? undefined : [database.name, database.renamedFrom];
    }),
    cacheUsers: granted(({ cache }, name) => cache && [name, cache.keys]),
    sessionUsers: granted(({ sessions }, name) => sessions && [name, sessions.keys]),
    topics: granted(({ topics }, name) => topics && [name, topicsOf(topics)]),
    statistics: granted(({ statistics }, name) => statistics && [name, statistics.join(", ")]),
    loginClients: Object.fromEntries(
      loginClients(descriptions, domain).map(({ id, redirects, roles = {} }) => [
        id,
        [
          `leads back to ${redirects.join(", ")}`,
          ...Object.entries(roles).map(([role, names]) => `${role} is ${names.join(", ")} there`),
        ].join("; "),
      ]),
    ),
    users: Object.fromEntries((signsIn ? users : []).map(({ username, role }) => [username, role])),
    identityProviders: Object.fromEntries([
      ...(signsIn ? identityProviders : []).map(({ alias, issuer }) => [alias, issuer]),
      ...(signsIn && ldap !== undefined ? [["ldap", ldap.url]] : []),
    ]),
  };
}
