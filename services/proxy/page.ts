import { images } from "../../config/images.ts";
import { command, service } from "../../wiring/service.ts";

/** The platform's first page, and the pages for what went wrong. */
export const page = service({
  name: "proxy_page",
  image: images.node,
  user: "1000:1000",
  port: 8080,
  memory: "96MiB",
  // A second Node for each check would cost more than the page itself; the shell of the image speaks enough HTTP.
  health: command(
    "bash",
    "-c",
    String.raw`exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.1\r\nHost: health\r\n\r\n' >&3 && read -r _ status _ <&3 && [ "$status" = 200 ]`,
  ),
  command: ["node", "/run/secrets/server.ts"],
  needs: { containers: true },
  offers: {
    route: { host: "", access: "internal", contentSecurityPolicy: "own" },
    errorPages: { path: "/errors/{status}" },
  },
});
