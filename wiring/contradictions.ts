/** What descriptions must not say, alone or together: one sentence for each contradiction found. */
import { isHostLabel } from "../config/network-names.ts";
import { databaseOf } from "./core-consumers.ts";
import { needsSignIn } from "./routes.ts";
import type { Described, Needs, Offers, Route } from "./service.ts";

/** Container and DNS names: RFC 1123 labels, and the underscore of the diagrams' names. */
const namePattern = /^[a-z][a-z0-9]*([_-][a-z0-9]+)*$/;
/** Database and role names that need no quoting (PostgreSQL manual, 4.1.1), within its limit of 63 bytes. */
const databasePattern = /^[a-z][a-z0-9_]{0,62}$/;
/** A prefix of one consumer's keys. Some programs begin them with the name of their cookie, and a dash. */
const keysPattern = /^[A-Za-z_][A-Za-z0-9_-]*[:-]\*$/;

/** Names that the programs themselves, or our administration of them, use. */
const reservedUsers = ["admin", "default", "health", "postgres"];
const reservedDatabases = ["postgres", "template0", "template1", "kompose_consumer"];

function named(where: string, name: string): string[] {
  const problems = [];
  if (!namePattern.test(name)) {
    problems.push(`${where}: "${name}" is no container name (lower-case letters, digits, single - or _ between them)`);
  }
  if (reservedUsers.includes(name))
    problems.push(`${where}: the name "${name}" is taken by the core programs themselves`);
  return problems;
}

function databases(where: string, needs: Needs): string[] {
  const database = databaseOf(needs);
  if (database === undefined) return [];
  return [database.name, ...(database.renamedFrom === undefined ? [] : [database.renamedFrom])].flatMap((name) => {
    if (reservedDatabases.includes(name) || name.startsWith("pg_")) {
      return [`${where}: the database name "${name}" is PostgreSQL's or the platform's own`];
    }
    return databasePattern.test(name)
      ? []
      : [`${where}: "${name}" is no database name (lower-case letters, digits and _, 63 at most)`];
  });
}

function keys(where: string, needs: Needs): string[] {
  return (["cache", "sessions"] as const).flatMap((need) => {
    const pattern = needs[need]?.keys;
    return pattern === undefined || keysPattern.test(pattern)
      ? []
      : [`${where}: the ${need} keys "${pattern}" are no prefix of its own, such as "umami:*"`];
  });
}

/** MQTT 5, 4.7.1 and 4.7.2: `#` is last, a wildcard fills its level, `$` topics are the broker's. */
function isTopicFilter(filter: string): boolean {
  const levels = filter.split("/");
  return (
    filter !== "" &&
    filter !== "#" &&
    !filter.startsWith("$") &&
    !/\s/.test(filter) &&
    levels.every((level, i) => !/[#+]/.test(level) || level === "+" || (level === "#" && i === levels.length - 1))
  );
}

function topics(where: string, needs: Needs): string[] {
  return [...(needs.topics?.publish ?? []), ...(needs.topics?.subscribe ?? [])]
    .filter((filter) => !isTopicFilter(filter))
    .map((filter) => `${where}: "${filter}" is no topic filter of its own, such as "kompose/news/#"`);
}

/** A path of plain segments, none of which begins with a dot; one that ends in `/` stands for all below it. */
const pathPattern = /^(\/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)+\/?$/;

/** Visible ASCII but the braces, which Traefik takes for its templates. */
const policyPattern = /^[ -z|~]+$/;

function publicPaths(where: string, { access, public: paths = {} }: Route): string[] {
  return [
    ...Object.entries(paths).flatMap(([path, reason]) => [
      ...(pathPattern.test(path)
        ? []
        : [`${where}: "${path}" is no path of its own, such as "/script.js" or "/hooks/"`]),
      ...(reason.trim() === "" ? [`${where}: its public path ${path} gives no reason why everybody may use it`] : []),
    ]),
    ...(typeof access === "object" && Object.keys(paths).length > 0
      ? [`${where}: its route is public as a whole, and names public paths besides`]
      : []),
  ];
}

function login(where: string, { login }: Needs, { route }: Offers): string[] {
  if (login === undefined) return [];
  return [
    ...(route === undefined ? [`${where}: its login leads nowhere without a route`] : []),
    ...(pathPattern.test(login.callback) && !login.callback.endsWith("/")
      ? []
      : [`${where}: "${login.callback}" is no path that a login leads back to, such as "/oauth2/callback"`]),
  ];
}

function route(where: string, offered: Route): string[] {
  const { host, access, role, contentSecurityPolicy } = offered;
  return [
    // One label, so that a certificate for the domain and one level below holds (RFC 6125, 6.4.3).
    ...(host === "" || isHostLabel(host)
      ? []
      : [`${where}: "${host}" is no label before the domain, such as "links", or "" for the domain itself`]),
    ...(typeof access === "object" && access.public.trim() === ""
      ? [`${where}: its public route gives no reason why everybody may use it`]
      : []),
    ...publicPaths(where, offered),
    ...(role === undefined || needsSignIn(offered)
      ? []
      : [`${where}: its route is for the role ${role}, and needs no sign-in that could say who has it`]),
    ...(contentSecurityPolicy === undefined || policyPattern.test(contentSecurityPolicy)
      ? []
      : [`${where}: its content security policy has characters that a header or Traefik can not carry`]),
  ];
}

/** What a proxy can be told one of. */
const offeredOnce = { signIn: "the sign-in", sessions: "the sessions", errorPages: "the error pages" } as const;

function offers(consumers: readonly { where: string; needs: Needs; offers: Offers }[]): string[] {
  const offering = (offer: keyof Offers) =>
    consumers.filter(({ offers }) => offers[offer] !== undefined).map(({ where }) => where);
  const routes = consumers.flatMap(({ where, offers }) => (offers.route ? [{ where, ...offers.route }] : []));
  return [
    ...routes.flatMap(({ where, ...offered }) => route(where, offered)),
    ...claimedTwice(
      "the route's host",
      routes.map(({ host, where }) => [host, where]),
    ),
    ...(["signIn", "sessions", "errorPages"] as const).flatMap((offer) =>
      offering(offer).length > 1
        ? [`${offeredOnce[offer]} can be offered once, not by ${offering(offer).join(" and ")}`]
        : [],
    ),
    ...(offering("signIn").length > 0 ? [] : routes.filter(needsSignIn)).map(
      ({ where }) => `${where}: its route is for those who are signed in, and no service offers the sign-in`,
    ),
    ...(offering("signIn").length > 0 ? [] : consumers.filter(({ needs }) => needs.login !== undefined)).map(
      ({ where }) => `${where}: it needs a login, and no service offers the sign-in`,
    ),
  ];
}

/** For every value that more than one consumer claims: who they are. */
function claimedTwice(what: string, claims: readonly (readonly [value: string, where: string])[]): string[] {
  const byValue = Map.groupBy(claims, ([value]) => value);
  return [...byValue].flatMap(([value, claimants]) =>
    claimants.length > 1
      ? [`${what} "${value}" is claimed by ${claimants.map(([, where]) => where).join(" and ")}`]
      : [],
  );
}

/** All contradictions in the descriptions; none means that they can be wired. */
export function contradictions(described: readonly Described[]): string[] {
  const consumers = described.map(({ stack, description }) => ({
    where: `services/${stack}: ${description.name}`,
    name: description.name,
    needs: description.needs ?? {},
    offers: description.kind === "service" ? (description.offers ?? {}) : {},
  }));
  return [
    ...consumers.flatMap(({ where, name, needs, offers }) => [
      ...named(where, name),
      ...databases(where, needs),
      ...keys(where, needs),
      ...topics(where, needs),
      ...login(where, needs, offers),
    ]),
    ...offers(consumers),
    ...claimedTwice(
      "the name",
      consumers.map(({ name, where }) => [name, where]),
    ),
    ...claimedTwice(
      "the database",
      consumers.flatMap(({ needs, where }) => {
        const database = databaseOf(needs);
        return database === undefined ? [] : [[database.name, where] as const];
      }),
    ),
    ...(["cache", "sessions"] as const).flatMap((need) =>
      claimedTwice(
        `the ${need} key pattern`,
        consumers.flatMap(({ needs, where }) =>
          needs[need] === undefined ? [] : [[needs[need].keys, where] as const],
        ),
      ),
    ),
  ];
}
