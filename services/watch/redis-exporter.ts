import { client } from "../../wiring/service.ts";

/** Redis statistics. Its container comes with the WatchStack. */
export const redisExporter = client({ name: "watch_redis_exporter", needs: { statistics: ["redis"] } });
