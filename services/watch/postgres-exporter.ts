import { client } from "../../wiring/service.ts";

/** PostgreSQL statistics. Its container comes with the WatchStack. */
export const postgresExporter = client({ name: "watch_postgres_exporter", needs: { statistics: ["postgres"] } });
