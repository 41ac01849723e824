import { images } from "../../config/images.ts";
import { command, service } from "../../wiring/service.ts";

/** The platform's first page, and the pages for what went wrong. */
export const page = service({
  name: "proxy_page",
  image: images.node,
  user: "1000:1000",
  port: 8080,
  memory: "96MiB",
  health: command(
    ...["node", "-e", "fetch('http://127.0.0.1:8080/healthz').then(({ ok }) => process.exit(ok ? 0 : 1))"],
  ),
  command: ["node", "/run/secrets/server.ts"],
  needs: { containers: true },
  offers: {
    route: { host: "", access: "internal", contentSecurityPolicy: "own" },
    errorPages: { path: "/errors/{status}" },
  },
});
