import { load } from "js-yaml";
import { describe, expect, test } from "vitest";
import { parseSettings } from "../../config/settings/settings.ts";
import { traefikFiles } from "../../config/traefik/files.ts";
import lock from "../../images.lock.json" with { type: "json" };
import { services } from "../../services/index.ts";
import { servicesOf } from "../../wiring/service.ts";
import { wire } from "../../wiring/wire.ts";
import { addressesOf, type Declared, type Routing, reasons, unprotected } from "../support/protection.ts";

const described = servicesOf(services).map(({ description }) => description);
const settings = parseSettings(
  { "kompose:domain": "example.org", "kompose:requireLockedImages": false },
  { services: described.map(({ name }) => name) },
);
const { proxy, publicRoutes } = wire(services, settings, lock);
const dynamic = traefikFiles(proxy.traefik).find(({ path }) => path === "dynamic.yml");
const { http } = load(dynamic?.content((name) => `<${name}>`) ?? "") as { http: Routing };
const declared: Declared = {
  signedIn: proxy.traefik.signIn?.signedIn ?? expect.fail("nobody offers the sign-in"),
  internalRanges: settings.proxy.internalRanges,
  publicRoutes: Object.keys(publicRoutes),
  errorPages: proxy.traefik.errorPages?.service ?? expect.fail("nobody offers the error pages"),
};

describe("every router of the platform", () => {
  test("is behind the sign-in, for the inside, or declared for everybody", () => {
    const found = reasons(http, declared);
    expect(Object.keys(found).length).toBeGreaterThan(described.filter(({ offers }) => offers?.route).length);
    expect(Object.entries(found).filter(([, why]) => why === undefined)).toEqual([]);
    // What is declared is what is open: no more, no less.
    const open = Object.keys(found).filter((name) => found[name] === "declared for everybody");
    const addresses = open.flatMap((name) => addressesOf(http.routers[name]?.rule ?? "") ?? []);
    expect(addresses.sort()).toEqual([...declared.publicRoutes].sort());
  });

  test("that has paths for everybody is behind the sign-in with all others", () => {
    for (const name of Object.keys(http.routers).filter((router) => /-(public|callback)$/.test(router))) {
      expect(reasons(http, declared)[name.replace(/-(public|callback)$/, "")]).toBe("the sign-in");
    }
  });

  const guarded = { rule: "Host(`a.example.org`)", service: "a", middlewares: ["sso-secure"] };
  const mistakes: [string, Partial<Routing["routers"][string]>, Routing["middlewares"]?][] = [
    ["has no middleware", { middlewares: [] }],
    ["goes through headers alone", { middlewares: ["secure"] }],
    [
      "goes through a chain of its own that is called like ours",
      { middlewares: ["kompose-sso@docker"] },
      { "kompose-sso@docker": { forwardAuth: { address: "http://toy:8080/" } } },
    ],
    [
      "asks another address",
      { middlewares: ["asks"] },
      { asks: { forwardAuth: { address: "http://auth_gate:8080/anybody" } } },
    ],
    [
      "lets in the whole internet",
      { middlewares: ["ranges"] },
      { ranges: { ipAllowList: { sourceRange: ["10.0.0.0/8", "0.0.0.0/0"] } } },
    ],
    [
      "has a public path that is not declared",
      { rule: "Host(`a.example.org`) && (Path(`/open`))", middlewares: ["secure"] },
    ],
    [
      "has a rule that takes more than it names",
      { rule: "Host(`auth.example.org`) && PathPrefix(`/`)", middlewares: ["secure"] },
    ],
    ["has a rule with a way around", { rule: "Host(`auth.example.org`) || PathPrefix(`/`)", middlewares: ["secure"] }],
    ["is on a published entry point among others", { entryPoints: ["metrics", "web-secure"], middlewares: [] }],
    [
      "takes the page of unknown addresses for its own",
      { rule: "PathPrefix(`/`)", service: "a", priority: 1, middlewares: [] },
    ],
  ];
  test.each(mistakes)("would be found if it %s", (_, router, middlewares = {}) => {
    const routing = (mine: Routing["routers"][string]): Routing => ({
      routers: { ...http.routers, mine },
      middlewares: { ...http.middlewares, ...middlewares },
    });
    expect(unprotected(routing(guarded), declared)).toEqual([]);
    expect(unprotected(routing({ ...guarded, ...router }), declared)).toEqual(["mine"]);
  });
});
