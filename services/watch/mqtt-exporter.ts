import { client } from "../../wiring/service.ts";

/** Broker statistics and the event topics. Its container comes with the WatchStack. */
export const mqttExporter = client({
  name: "watch_mqtt_exporter",
  needs: { statistics: ["mqtt"], topics: { subscribe: ["kompose/#"] } },
});
