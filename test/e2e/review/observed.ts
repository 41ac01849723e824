/** What an engine really did while a change was made, in the same words as what was announced. */
import { execa } from "execa";
import { load } from "js-yaml";
import type { TestPlatform } from "../../support/platform.ts";
import { addressesOf } from "../../support/protection.ts";
import type { Announced, Fate } from "./announced.ts";

interface EngineEvent {
  Type: "container" | "volume" | "network";
  Action: string;
  Actor: { ID: string; Attributes: Record<string, string> };
  timeNano: number;
}

interface Router {
  rule: string;
  middlewares?: readonly string[];
  service: string;
}

/** How it is on the engine, before a change or after it. */
interface Situation {
  /** Address → who answers, and through which middlewares. */
  addresses: Record<string, string>;
  /** `service/path` → hash. */
  files: Record<string, string>;
  /** Databases, and whether a role of the name may log in. */
  databases: Record<string, boolean>;
  ports: Record<string, string>;
  volumes: readonly string[];
}

async function addresses(platform: TestPlatform): Promise<Record<string, string>> {
  const text = await platform.docker(["exec", "proxy_app", "cat", "/run/secrets/dynamic.yml"]);
  const { http } = load(text) as { http: { routers: Record<string, Router> } };
  return Object.fromEntries(
    Object.values(http.routers).flatMap(({ rule, service, middlewares }) =>
      (addressesOf(rule) ?? []).map((address) => [address, JSON.stringify([service, middlewares])]),
    ),
  );
}

async function files(platform: TestPlatform): Promise<Record<string, string>> {
  const volumes = (await platform.docker(["volume", "ls", "--quiet", "--filter", "name=-files"])).split("\n");
  const text = await platform.docker([
    ...["run", "--rm", "--network=none", ...volumes.map((volume) => `--volume=${volume}:/v/${volume}:ro`)],
    ...[platform.engine.images["busybox:1.37.0"] ?? "", "sh", "-c", "cd /v && find . -type f -exec sha256sum {} +"],
  ]);
  return Object.fromEntries(
    text.split("\n").map((line) => {
      const [, hash = "", service, path] = /^(\w+) +\.\/([^/]+)-files\/(.*)$/.exec(line) ?? [];
      return [`${service}/${path}`, hash];
    }),
  );
}

async function databases(platform: TestPlatform): Promise<Record<string, boolean>> {
  const statement =
    "select datname, coalesce(rolcanlogin, false) from pg_database left join pg_roles on rolname = datname where not datistemplate and datname <> 'postgres'";
  const text = await platform.docker([
    ...["exec", "core-postgres", "psql", "--username=postgres", "--dbname=postgres", "-Atc", statement],
  ]);
  return Object.fromEntries(
    text.split("\n").map((line) => {
      const [name = "", login] = line.split("|");
      return [name, login === "t"];
    }),
  );
}

async function ports(platform: TestPlatform): Promise<Record<string, string>> {
  const text = await platform.docker(["ps", "--format", '{{.Label "dev.kompose.service"}} {{.Ports}}']);
  return Object.fromEntries(
    text.split("\n").flatMap((line) => {
      const [service = ""] = line.split(" ");
      return [...line.matchAll(/0\.0\.0\.0:(\d+)->\d+\/(\w+)/g)].map(([, port, protocol]) => [
        `${port}/${protocol}`,
        service,
      ]);
    }),
  );
}

async function volumes(platform: TestPlatform): Promise<string[]> {
  return (await platform.docker(["volume", "ls", "--quiet"])).split("\n");
}

async function situation(platform: TestPlatform): Promise<Situation> {
  return {
    addresses: await addresses(platform),
    files: await files(platform),
    databases: await databases(platform),
    ports: await ports(platform),
    volumes: await volumes(platform),
  };
}

function changed(before: Record<string, unknown>, after: Record<string, unknown>): Record<string, string> {
  return Object.fromEntries(
    [...new Set([...Object.keys(before), ...Object.keys(after)])]
      .filter((name) => before[name] !== after[name])
      .map((name) => [
        name,
        before[name] === undefined ? "appears" : after[name] === undefined ? "vanishes" : "changes",
      ]),
  );
}

function databaseChanges(before: Record<string, boolean>, after: Record<string, boolean>): string[] {
  const gone = Object.keys(before).filter((name) => !(name in after));
  const come = Object.keys(after).filter((name) => !(name in before));
  // One change renames one at most, so that which is which needs no name of the data.
  const renamed = gone.map((name, i) => `${name} → ${come[i]}`);
  return [
    ...renamed,
    ...come.slice(gone.length).map((name) => `${name} appears`),
    ...Object.keys(before)
      .filter((name) => before[name] && after[name] === false)
      .map((name) => `${name} vanishes`),
  ].sort();
}

/** What became of a service's container, by what the engine said of all that it had. */
function fateOf(events: readonly EngineEvent[]): Fate {
  const [came, went] = ["start", "die"].map((action) => events.filter(({ Action }) => Action === action));
  const [start, end] = [came?.[0], went?.[0]];
  if (start === undefined) return end === undefined ? "adapts" : "ends";
  if (end === undefined) return "starts";
  return end.timeNano < start.timeNano ? "restarts" : "swaps";
}

/** What was observed, and volumes that were deleted, which no change of these may do but to those of a service's files. */
export interface Observed extends Announced {
  deletedVolumes: string[];
}

/** Makes a change, and says what the engine did meanwhile. */
export async function observe(platform: TestPlatform, change: () => Promise<unknown>): Promise<Observed> {
  const before = await situation(platform);
  const kinds = ["start", "die", "destroy", "update", "create", "restart", "oom"].map((each) => `event=${each}`);
  const watching = execa(
    "docker",
    ["events", "--format", "{{json .}}", ...kinds.flatMap((filter) => ["--filter", filter])],
    { env: { DOCKER_HOST: platform.engine.host }, reject: false },
  );
  try {
    await change();
    // What the engine says of the last step.
    await new Promise((resolve) => setTimeout(resolve, 500));
  } finally {
    watching.kill();
  }
  const events = (await watching).stdout
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line) as EngineEvent);
  const after = await situation(platform);
  const service = ({ Actor }: EngineEvent) => Actor.Attributes["dev.kompose.service"];
  const byService = Map.groupBy(
    events.filter((event) => event.Type === "container" && service(event) !== undefined),
    (event) => service(event) as string,
  );
  const of = (type: EngineEvent["Type"], action: string) =>
    events.filter(({ Type, Action }) => Type === type && Action === action);
  return {
    containers: Object.fromEntries([...byService].map(([name, own]) => [name, fateOf(own)])),
    addresses: changed(before.addresses, after.addresses),
    databases: databaseChanges(before.databases, after.databases),
    files: Object.keys(changed(before.files, after.files)).sort(),
    volumes: after.volumes.filter((name) => !before.volumes.includes(name) && !name.endsWith("-files")).sort(),
    networks: of("network", "destroy").flatMap(({ Actor }) => Actor.Attributes.name ?? []),
    ports: changed(before.ports, after.ports),
    deletedVolumes: of("volume", "destroy").map(({ Actor }) => Actor.ID),
  };
}
