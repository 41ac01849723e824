import { client } from "../../wiring/service.ts";

/** Newsletters. Its container comes with the applications. */
export const letterspace = client({
  name: "news_backend",
  needs: {
    database: "letterspace",
    cache: { keys: "letterspace:*" },
    topics: { publish: ["kompose/news/#"] },
  },
});
