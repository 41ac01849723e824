/** Who talks to whom, over what, and with which credential: the edges of every diagram. */
import type { Connection } from "../config/connection.ts";
import { keycloakSecrets } from "../config/keycloak/share.ts";
import { mosquittoSecret } from "../config/mosquitto.ts";
import { postgresSecret } from "../config/postgres.ts";
import { redisSecret } from "../config/redis.ts";
import { databaseOf } from "./core-consumers.ts";
import { authNames, coreNames, proxyNames } from "./roles.ts";
import { addressOf } from "./routes.ts";
import {
  type Described,
  type Needs,
  type ServiceDescription,
  type StatisticsSource,
  servicesOf,
  type TopicAccess,
} from "./service.ts";

/** What a need leads to; who has the need is said once, for all of them. */
type Target = Omit<Connection, "from">;

function database(needs: Needs): Target[] {
  const { name } = databaseOf(needs) ?? {};
  if (name === undefined) return [];
  const purpose = `database ${name}`;
  return [{ to: coreNames.postgres, over: "PostgreSQL", purpose, credential: postgresSecret(name) }];
}

function keys(consumer: string, server: string, what: string, need: { keys: string } | undefined): Target[] {
  if (need === undefined) return [];
  const purpose = `${what} ${need.keys}`;
  return [{ to: server, over: "Redis", purpose, credential: redisSecret(server, consumer) }];
}

function topics(consumer: string, access: TopicAccess | undefined): Target[] {
  if (access === undefined) return [];
  const said = (verb: string, filters: readonly string[] = []) =>
    filters.length === 0 ? [] : [`${verb} ${filters.join(", ")}`];
  const purpose = [...said("publishes", access.publish), ...said("reads", access.subscribe)].join("; ");
  return [{ to: coreNames.mqtt, over: "MQTT", purpose, credential: mosquittoSecret(consumer) }];
}

function statistics(consumer: string, source: StatisticsSource): Target[] {
  const purpose = "statistics";
  switch (source) {
    case "postgres":
      return [{ to: coreNames.postgres, over: "PostgreSQL", purpose, credential: postgresSecret(consumer) }];
    case "redis":
      return [coreNames.redis, coreNames.redisSessions].map((server) => ({
        to: server,
        over: "Redis",
        purpose,
        credential: redisSecret(server, consumer),
      }));
    case "mqtt":
      return [{ to: coreNames.mqtt, over: "MQTT", purpose, credential: mosquittoSecret(consumer) }];
  }
}

function containers(asks: Needs["containers"]): Target[] {
  return asks ? [{ to: proxyNames.socket, over: "HTTP", purpose: "containers and their state" }] : [];
}

function login(consumer: string, need: Needs["login"]): Target[] {
  if (need === undefined) return [];
  return [
    { to: authNames.keycloak, over: "OpenID Connect", purpose: "login", credential: keycloakSecrets.client(consumer) },
  ];
}

/** The connections that needs lead to, in the order of the descriptions. */
function fromNeeds(described: readonly Described[]): Connection[] {
  return described.flatMap(({ description: { name, needs = {} } }) =>
    [
      ...database(needs),
      ...keys(name, coreNames.redis, "cache keys", needs.cache),
      ...keys(name, coreNames.redisSessions, "session keys", needs.sessions),
      ...topics(name, needs.topics),
      ...(needs.statistics ?? []).flatMap((source) => statistics(name, source)),
      ...containers(needs.containers),
      ...login(name, needs.login),
    ].map((target) => ({ from: name, ...target })),
  );
}

/** What the proxy asks of those who offer something through it. */
function fromProxy({ name, offers = {} }: ServiceDescription, address: string | undefined): Connection[] {
  const purposes = [
    ...(address === undefined ? [] : [address]),
    ...(offers.signIn === undefined ? [] : ["who is signed in"]),
    ...(offers.errorPages === undefined ? [] : ["pages for what went wrong"]),
  ];
  return purposes.map((purpose) => ({ from: proxyNames.app, to: name, over: "HTTP", purpose }));
}

/** Every connection of the platform whose addresses are below `domain`. */
export function connections(described: readonly Described[], domain: string): Connection[] {
  const run = servicesOf(described);
  return [
    ...run.flatMap(({ description }) => fromProxy(description, addressOf(description, domain))),
    ...(run.some(({ description }) => description.name === authNames.gate)
      ? [{ from: authNames.gate, to: authNames.oauth2Proxy, over: "HTTP", purpose: "who is signed in" }]
      : []),
    ...fromNeeds(described),
  ];
}
