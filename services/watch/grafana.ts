import { client } from "../../wiring/service.ts";

/** Dashboards. Its container comes with the WatchStack. */
export const grafana = client({ name: "watch_grafana", needs: { database: "grafana" } });
