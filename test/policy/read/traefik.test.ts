import { expect, test } from "vitest";
import { traefikSettings } from "../../../policy/read/traefik.ts";

const settings = (type: string, props: object) =>
  traefikSettings({ type, name: "x", props, opts: {} as never }).map((read) => read());
const container = (props: object) => settings("docker:index/container:Container", props);
const file = (path: string, text: string) => settings("any:component:HostFiles", { files: { [path]: text } })[0];
const labels = (named: Record<string, string>) =>
  container({ labels: Object.entries(named).map(([label, value]) => ({ label, value })) })[0];

test("a file is read where its name or its folder is Traefik's", () => {
  const read = (path: string) => file(path, "API:\n  Insecure: true\n")?.fixed();
  const insecure = { api: { insecure: true } };
  for (const path of [
    "traefik.yml",
    "/etc/traefik.yaml",
    "/etc/traefik-static.yml",
    "dynamic.yml",
    "/x/dynamic-1.yaml",
    "traefik/routes.yml",
    "/etc/traefik/conf.d/routes.yaml",
  ]) {
    expect(read(path), path).toEqual(insecure);
  }
  for (const path of [
    "my-traefik.yml",
    "traefik.yml.bak",
    "traefik/routes.yml.bak",
    "traefiks/routes.yml",
    "nottraefik/routes.yml",
    "routes.yml",
    "traefik.toml",
    "dynamic/routes.yml",
  ]) {
    expect(read(path), path).toEqual({});
  }
});

test("a tree has its keys in lower case, and its values as they are", () => {
  const text = "Api: { Dashboard: Yes, Empty: null }\nList: [A, { B: c }]\n";
  expect(file("traefik.yml", text)?.fixed()).toEqual({
    api: { dashboard: "Yes", empty: null },
    list: ["A", { B: "c" }],
  });
  expect(file("traefik.yml", "")?.fixed()).toEqual({});
  expect(file("traefik.yml", "")?.ports()).toEqual([]);
  expect(file("traefik.yml", "")?.routers()).toEqual([]);
});

test("arguments and variables are settings, each by its path", () => {
  const fixed = (props: object) => container(props).map((source) => source.fixed());
  expect(
    fixed({ command: ["--Api.Insecure", "--log.level=a=b\nc", "serve", "--", "x--api=y", "--api debug"] }),
  ).toEqual([{ api: { insecure: "true" } }, { log: { level: "a=b\nc" } }, {}, {}, {}, {}, {}]);
  expect(fixed({ envs: ["TRAEFIK_API_INSECURE=true", "EXAMPLE_API_INSECURE=true"] })).toEqual([
    { api: { insecure: "true" } },
    {},
    {},
  ]);
});

test("labels are read together", () => {
  const read = labels({
    "traefik.http.routers.Links.entryPoints": "web, websecure",
    "traefik.http.routers.Links.rule": "Host(`links.example.org`)",
    "traefik.http.routers.Links.tls": "true",
    "traefik.http.routers.Links.middlewares": "retry@file,sso@docker,a@filed",
    "traefik.http.routers.Links.service": "links",
    "traefik.http.services.links.loadbalancer.server.port": "3000",
    "traefik.http.services.other.loadbalancer.passhostheader": "true",
    "example.http.routers.other.tls": "true",
  });
  expect(read?.routers()).toEqual([
    {
      name: "links",
      hosts: ["links.example.org"],
      entryPoints: ["web", "websecure"],
      tls: true,
      middlewares: ["retry", "sso", "a@filed"],
      service: "links",
    },
  ]);
  expect(read?.ports()).toEqual([3000]);
  // What is more than a value has one.
  expect(labels({ "traefik.http": "x", "traefik.http.routers.a.tls": "false" })?.routers()).toEqual([
    { name: "a", hosts: [], entryPoints: [], tls: false, middlewares: [], service: undefined },
  ]);
});

test("routers and the ports of services are read from a file", () => {
  const read = file(
    "dynamic.yml",
    [
      "http:",
      "  routers: { a@file: { entryPoints: [web], tls: {}, middlewares: [sso@swarm], service: a }, b: { tls: false } }",
      "  services:",
      "    a: { loadBalancer: { servers: [{ url: 'http://a:3000/x' }, { url: 'https://a' }, { url: 'http://a' }] } }",
      "    b: { weighted: {} }",
      "tcp:",
      "  routers: { c: { entryPoints: 'db' } }",
      "  services: { c: { loadBalancer: { servers: [{ address: 'c:5432' }, { address: 'c:54x' }] } } }",
      "",
    ].join("\n"),
  );
  const router = { hosts: [], entryPoints: [], tls: false, middlewares: [], service: undefined };
  expect(read?.routers()).toEqual([
    { ...router, name: "a", entryPoints: ["web"], tls: true, middlewares: ["sso"], service: "a" },
    { ...router, name: "b" },
    { ...router, name: "c", entryPoints: ["db"] },
  ]);
  expect(read?.ports()).toEqual([3000, 443, 80, 5432, 80]);
});

test("what delivers no file and runs no container tells Traefik nothing", () => {
  expect(settings("docker:index/volume:Volume", {})).toEqual([]);
});
