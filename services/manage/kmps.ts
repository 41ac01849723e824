import { client } from "../../wiring/service.ts";

/** Management portal. Its container comes with the applications. */
export const kmps = client({
  name: "manage_app",
  needs: { database: "kmps", topics: { publish: ["kompose/system/#"], subscribe: ["kompose/#"] } },
});
