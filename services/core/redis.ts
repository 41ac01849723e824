import { images } from "../../config/images.ts";
import { redisCommand } from "../../config/redis.ts";
import { service, shell } from "../../wiring/service.ts";

/** Caches: what does not fit is evicted, the least recently used first. */
export const redis = service({
  name: "core-redis",
  image: images.redis,
  user: "999:999",
  port: 6379,
  memory: "256MiB",
  health: shell(`${redisCommand("health", "PING")} | grep -q PONG`),
  command: ["redis-server", "/run/secrets/redis.conf"],
  data: { data: "/data" },
  stop: { graceSeconds: 30 },
});
