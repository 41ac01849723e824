/** All routes of the running platform, asked from outside: each is protected, or declared for everybody. */
import { beforeAll, describe, expect, test, vi } from "vitest";
import { gatePaths, gatePort } from "../../../config/auth/gate.ts";
import { parseSettings } from "../../../config/settings/settings.ts";
import { domain } from "../../support/door.ts";
import {
  type Declared,
  type Middleware,
  type Router,
  type Routing,
  reasons,
  unprotected,
} from "../../support/protection.ts";
import { addressOf, type Session, type SignIn, signIn } from "../../support/sign-in.ts";
import { isAdmitted } from "./verdict.ts";

/** Paths that one service or another has something at, and some below every public path. */
const usualPaths = [
  ...[
    "/",
    "/whoami",
    "/seen",
    "/healthz",
    "/health",
    "/metrics",
    "/api",
    "/api/version",
    "/admin/",
    "/dashboard/",
    "/status.json",
    "/status/200",
  ],
  ...[
    "/index.html",
    "/robots.txt",
    "/favicon.ico",
    "/favicon.svg",
    "/page.js",
    "/login",
    "/oauth2/userinfo",
    "/oauth2/auth",
    "/oauth2/sign_in",
  ],
  ...[
    "/realms/master/",
    "/realms/kompose/",
    "/realms/kompose/.well-known/openid-configuration",
    "/resources/",
    "/ping",
    "/ready",
    "/.env",
    "/.git/config",
  ],
];

export function walk(opened: () => SignIn): void {
  describe("the walk over all routes of the running platform", () => {
    let admin: Session;
    let declared: Declared;
    beforeAll(async () => {
      const { platform, home, users } = opened();
      admin = await signIn(home, users.admin);
      const publicRoutes = JSON.parse(await platform.pulumi("stack", "output", "publicRoutes", "--json"));
      declared = {
        signedIn: `http://auth_gate:${gatePort}${gatePaths.signedIn}`,
        internalRanges: parseSettings({}, { services: [] }).proxy.internalRanges,
        publicRoutes: Object.keys(publicRoutes),
        errorPages: "proxy_page",
      };
    }, 60_000);

    /** All of a kind that the proxy says about itself. */
    async function all<T>(kind: "routers" | "middlewares"): Promise<Record<string, T>> {
      const path = `/api/http/${kind}?per_page=1000`;
      const found = JSON.parse(await opened().home.curl("--cookie", admin.cookie, addressOf("proxy", path)));
      return Object.fromEntries((found as (T & { name: string })[]).map((each) => [each.name, each]));
    }
    const routing = async (): Promise<Routing> => ({
      routers: await all<Router>("routers"),
      middlewares: await all<Middleware>("middlewares"),
    });

    /** Every host that a router names. */
    const hostsOf = ({ routers }: Routing) => [
      ...new Set(
        Object.values(routers).flatMap(({ rule }) =>
          [...rule.matchAll(/Host\(`([^`]+)`\)/g)].map(([, host]) => host ?? ""),
        ),
      ),
    ];

    /** Addresses that answer the internet without a session with more than a refusal, and were not declared to. */
    async function open(hosts: readonly string[]): Promise<string[]> {
      const { internet } = opened();
      const publicPaths = declared.publicRoutes.map((address) => new URL(address).pathname);
      const below = publicPaths.flatMap((path) => [path, `${path}a`, path.replace(/(?<=.).$/, ""), `${path}..`]);
      const urls = hosts.flatMap((host) =>
        [...new Set([...usualPaths, ...below])].map((path) => `https://${host}${path}`),
      );
      const each = (url: string) =>
        [
          `url = "${url}"`,
          ...["silent", "path-as-is", 'cacert = "/tmp/authority.pem"', "max-time = 20", 'output = "/dev/null"'],
          // Whatever names the routers have, this machine knows where the door is.
          `connect-to = "::${internet.machine}:443"`,
          String.raw`write-out = "%{http_code} %{redirect_url} ${url}\n"`,
        ].join("\n");
      const { stdout } = await internet.run(["curl", "--config", "-"], { input: urls.map(each).join("\nnext\n") });
      const lines = stdout.trim().split("\n");
      expect(lines).toHaveLength(urls.length);
      return lines.filter((line) => {
        const [status = "", ...words] = line.split(" ");
        const url = words.at(-1) ?? "";
        const refused = ["400", "401", "403", "404", "405"].includes(status);
        return !refused && !isPublic(url);
      });
    }

    function isPublic(url: string): boolean {
      return declared.publicRoutes.some((address) =>
        // Below a path is not above it; of a host that is open as a whole everything is.
        address.endsWith("/")
          ? url.startsWith(address) && (new URL(address).pathname === "/" || !url.endsWith(".."))
          : url === address,
      );
    }

    test("finds every router behind the sign-in, for the inside, or declared for everybody", async () => {
      const found = await routing();
      const why = reasons(found, declared);
      console.log(
        Object.entries(why)
          .map(([name, reason]) => `${name}: ${reason}`)
          .join("\n"),
      );
      expect(unprotected(found, declared)).toEqual([]);
      expect(Object.keys(why)).toEqual(
        expect.arrayContaining([
          "auth_keycloak@file",
          "auth_oauth2_proxy@file",
          "proxy_app@file",
          "proxy_page@file",
          "toys_notes@file",
        ]),
      );
    });

    test("is let in nowhere without a session that was not declared", async () => {
      const hosts = hostsOf(await routing());
      expect(hosts).toEqual(
        expect.arrayContaining([domain, `auth.${domain}`, `notes.${domain}`, `open.${domain}`, `proxy.${domain}`]),
      );
      expect(await open(hosts)).toEqual([]);
    }, 180_000);

    test("finds a router that somebody adds by hand, without protection or with one that only looks so", async () => {
      const { platform, internet } = opened();
      const image = platform.engine.images["kompose-toy:1.0.0"] ?? "";
      const run = (name: string, ...labels: string[]) =>
        platform.docker([
          ...[
            "run",
            "--detach",
            `--name=${name}`,
            "--network=kompose",
            "--env=GREETING=notes",
            "--label=traefik.enable=true",
          ],
          ...[`traefik.http.routers.${name}.rule=Host(\`nobody.${domain}\`)`, ...labels].map(
            (label) => `--label=${label}`,
          ),
          ...[`--label=traefik.http.services.${name}.loadbalancer.server.port=8080`, image],
        ]);
      const names = ["bare", "pretends", "guarded"];
      try {
        await run("guarded", "traefik.http.routers.guarded.middlewares=sso-secure@file");
        await run(
          "pretends",
          "traefik.http.routers.pretends.middlewares=kompose-sso@docker",
          "traefik.http.middlewares.kompose-sso.forwardauth.address=http://auth_gate:8080/anybody",
          "traefik.http.routers.pretends.priority=1000",
        );
        await run("bare", "traefik.http.routers.bare.priority=2000");
        const found = await vi.waitFor(
          async () => {
            const now = await routing();
            expect(Object.keys(now.routers)).toEqual(expect.arrayContaining(names.map((name) => `${name}@docker`)));
            return now;
          },
          { timeout: 20_000, interval: 500 },
        );
        expect(unprotected(found, declared).sort()).toEqual(["bare@docker", "pretends@docker"]);
        expect(reasons(found, declared)["guarded@docker"]).toBe("the sign-in");
        // From outside, too.
        const answers = await open(hostsOf(found));
        expect(answers).toContain(`200  https://nobody.${domain}/whoami`);
        expect(answers.filter((line) => !line.includes(`//nobody.${domain}/`))).toEqual([]);
        expect(isAdmitted(await internet.curl(addressOf("nobody", "/whoami")))).toBe(true);
      } finally {
        await platform.docker(["rm", "--force", ...names]);
      }
    }, 180_000);
  });
}
