import { images } from "../../config/images.ts";
import { bashHttp, service } from "../../wiring/service.ts";

/** The platform's first page, and the pages for what went wrong. */
export const page = service({
  name: "proxy_page",
  image: images.node,
  user: "1000:1000",
  port: 8080,
  memory: "96MiB",
  // A second Node for each check would cost more than the page itself.
  health: bashHttp(8080, "/healthz"),
  command: ["node", "/run/secrets/server.ts"],
  needs: { containers: true },
  offers: {
    route: { host: "", access: "sso", contentSecurityPolicy: "own" },
    errorPages: { path: "/errors/{status}" },
  },
});
