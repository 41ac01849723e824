import { images } from "../../config/images.ts";
import { traefikCommand } from "../../config/traefik/files.ts";
import { acmeStorage, metricsHost, metricsPort } from "../../config/traefik/static.ts";
import { http, service } from "../../wiring/service.ts";

/** The one door: every request from outside comes through it. */
export const app = service({
  name: "proxy_app",
  image: images.traefik,
  user: "65532:65532",
  port: 443,
  memory: "768MiB",
  // 10,000 clients and as many connections to services as they can use at once.
  openFiles: 16384,
  health: http(metricsPort, "/ping", metricsHost),
  command: traefikCommand,
  // 10,000 connections keep about 400 MiB in use, and Go would let that double before it collects: it collects more
  // often from here on. The rest of the limit is for the kernel, which counts sockets too (docs/performance.md).
  environment: { GOMEMLIMIT: "640MiB" },
  // With data it has a fixed name and stops before its successor starts, as the owner of two ports must.
  data: { letsencrypt: acmeStorage },
  stop: { graceSeconds: 30 },
  // Its dashboard.
  offers: { route: { host: "proxy", access: "sso-internal", role: "admin" } },
  needs: { containers: true, internet: "answers clients from everywhere, and asks for certificates" },
});
