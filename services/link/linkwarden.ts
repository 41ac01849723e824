import { client } from "../../wiring/service.ts";

/** Links. Its container comes with the applications. */
export const linkwarden = client({
  name: "link_app",
  needs: {
    database: "linkwarden",
    cache: { keys: "linkwarden:*" },
    topics: { publish: ["kompose/linkwarden/#"] },
  },
});
