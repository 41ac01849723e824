import { expect, test } from "vitest";
import { parseSettings } from "../../config/settings/settings.ts";
import { proxyRoutes, publicRoutes } from "../../wiring/routes.ts";
import type { Access } from "../../wiring/service.ts";
import { toy } from "./toy.ts";

function wired(services: ReturnType<typeof toy>[], config: Record<string, unknown> = {}) {
  return proxyRoutes(services, parseSettings({ "kompose:domain": "example.org", ...config }, { services: [] }));
}

test("a route leads from its host below the domain to its service; without a label it is the domain itself", () => {
  const { routes } = wired([
    toy("toys_hello", { route: { host: "hello", access: "internal" } }),
    toy("toys_page", { route: { host: "", access: "internal", contentSecurityPolicy: "own" } }),
    toy("toys_inside", {}),
  ]);
  expect(routes).toEqual([
    { name: "toys_hello", host: "hello.example.org", upstream: "http://toys_hello:8080", guard: "internal-only" },
    {
      name: "toys_page",
      host: "example.org",
      upstream: "http://toys_page:8080",
      guard: "internal-only",
      contentSecurityPolicy: "own",
    },
  ]);
});

test.each<[Access, string]>([
  ["sso", "sso-secure"],
  ["sso-limited", "sso-secure-limited"],
  ["sso-internal", "sso-internal-only"],
  ["internal", "internal-only"],
  [{ public: "shared links are for everybody" }, "secure"],
])("access %j goes through %s", (access, guard) => {
  expect(wired([toy("toys_hello", { route: { host: "hello", access } })]).routes[0]?.guard).toBe(guard);
});

test("who offers the sign-in and the error pages is asked where it answers", () => {
  const share = wired([
    toy("toys_gate", { signIn: { signedIn: "/", role: "/role/{role}", anybody: "/anybody", returning: "/returning" } }),
    toy("toys_page", { errorPages: { path: "/errors/{status}" } }),
  ]);
  expect(share.signIn).toEqual({
    signedIn: "http://toys_gate:8080/",
    role: "http://toys_gate:8080/role/{role}",
    anybody: "http://toys_gate:8080/anybody",
    returning: "http://toys_gate:8080/returning",
  });
  expect(share.errorPages).toEqual({
    service: "toys_page",
    upstream: "http://toys_page:8080",
    path: "/errors/{status}",
  });
});

test("a role and public paths go with the route; the proxy's own leads to what it says about itself", () => {
  const { routes } = wired([
    toy("toys_hello", { route: { host: "hello", access: "sso", role: "editor", public: { "/hook": "a webhook" } } }),
    toy("proxy_app", { route: { host: "proxy", access: "sso-internal" } }),
  ]);
  expect(routes[0]).toMatchObject({ guard: "sso-secure", role: "editor", publicPaths: ["/hook"] });
  expect(routes[1]).toMatchObject({ upstream: "api@internal" });
});

test("all that everybody may use is listed with its reason", () => {
  const services = [
    toy("toys_hello", { route: { host: "hello", access: { public: "for everybody" } } }),
    toy("toys_hook", { route: { host: "", access: "sso", public: { "/hook": "a webhook", "/files/": "downloads" } } }),
    toy("toys_inside", { route: { host: "inside", access: "internal" } }),
  ];
  expect(publicRoutes(services, "example.org")).toEqual({
    "https://hello.example.org/": "for everybody",
    "https://example.org/hook": "a webhook",
    "https://example.org/files/": "downloads",
  });
});

test("certificates by ACME are told without what their files hold", () => {
  const acme = {
    email: "admin@example.org",
    challenge: "dns",
    authority: "/root/private-root.pem",
    dns: { provider: "cloudflare", credentials: { CF_DNS_API_TOKEN: "/root/cloudflare-token" } },
  };
  const share = wired([], { "kompose:certificates": { acme } });
  expect(share.acme).toEqual({
    email: "admin@example.org",
    challenge: "dns",
    server: "https://acme-v02.api.letsencrypt.org/directory",
    privateAuthority: true,
    dns: { provider: "cloudflare", variables: ["CF_DNS_API_TOKEN"] },
  });
  expect(wired([])).not.toHaveProperty("acme");
});
