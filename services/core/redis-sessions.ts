import { service } from "../../wiring/service.ts";
import { redis } from "./redis.ts";

/** Sign-in sessions: nothing is ever evicted; a full memory refuses new ones instead. */
export const redisSessions = service({ ...redis, name: "core-redis-sessions", memory: "128MiB" });
