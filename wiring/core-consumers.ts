/** Who uses the core: each core program's share of all needs. */
import type { MosquittoShare } from "../config/mosquitto.ts";
import type { PostgresShare } from "../config/postgres.ts";
import type { RedisShare } from "../config/redis.ts";
import type { Settings } from "../config/settings/settings.ts";
import type { Description, Needs, StatisticsSource } from "./service.ts";

/** The shares of the core programs. */
export interface CoreConsumers {
  databases: PostgresShare;
  cache: RedisShare;
  sessions: RedisShare;
  topics: MosquittoShare;
}

/** A database need in its full form. */
export function databaseOf(needs: Needs): { name: string; renamedFrom?: string } | undefined {
  return typeof needs.database === "string" ? { name: needs.database } : needs.database;
}

/** Each core program's users, in the order of the descriptions. */
export function coreConsumers(descriptions: readonly Description[], settings: Settings): CoreConsumers {
  const consumers = descriptions.map(({ name, needs = {} }) => ({ name, needs }));
  const monitors = (source: StatisticsSource) =>
    consumers.filter(({ needs }) => needs.statistics?.includes(source)).map(({ name }) => name);
  const redisUsers = (need: "cache" | "sessions") =>
    consumers.flatMap(({ name, needs }) => (needs[need] === undefined ? [] : [{ name, keys: needs[need].keys }]));
  const { devices } = settings.mqtt;
  return {
    databases: {
      databases: consumers.flatMap(({ needs }) => databaseOf(needs) ?? []),
      monitors: monitors("postgres"),
    },
    cache: { users: redisUsers("cache"), monitors: monitors("redis"), eviction: "allkeys-lru" },
    sessions: { users: redisUsers("sessions"), monitors: monitors("redis"), eviction: "noeviction" },
    topics: {
      users: consumers.flatMap(({ name, needs: { topics } }) =>
        topics === undefined ? [] : [{ name, publish: topics.publish ?? [], subscribe: topics.subscribe ?? [] }],
      ),
      monitors: monitors("mqtt"),
      ...(devices === undefined ? {} : { devices }),
    },
  };
}
