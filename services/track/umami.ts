import { client } from "../../wiring/service.ts";

/** Analytics. Its container comes with the applications. */
export const umami = client({
  name: "track_app",
  needs: {
    database: "umami",
    cache: { keys: "umami:*" },
    topics: { publish: ["kompose/analytics/#"] },
  },
});
