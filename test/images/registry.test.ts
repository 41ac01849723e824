/** The way of an ordinary machine: a container registry answers, images are locked by digest and pulled. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { resolveImages } from "../../cli/setup/images.ts";
import { UserError } from "../../cli/terminal.ts";
import { images } from "../../config/images.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { Containers } from "./containers.ts";

/** What bin/pin becomes when Node.js and the packages are there. */
const program = join(checkout, "cli/pin.ts");
/** HTTP's own, which is where an engine asks a registry of a name without a port. */
const port = 80;
const names: string[] = Object.values(images);
/** A name that images/ holds no recipe for. */
const unknown = "kompose-test-unknown:1.0";

let engine: TestEngine;
let containers: Containers;
let directory: string;
let lock: Record<string, string>;

/** Where a registry has an image: that of a name without a host, which is Docker Hub's, below `library`. */
function pathOf(name: string): string {
  const [host = "", ...path] = name.split("/");
  return path.length > 0 && host.includes(".") ? path.join("/") : `library/${name}`;
}

/** Hosts of registries that names of images begin with. */
const hosts = [...new Set(names.flatMap((name) => /^[^/]*\.[^/]*(?=\/)/.exec(name)?.[0] ?? []))];

/** Has the engine, and nobody else, find other registries where ours is. */
const leadHere = `
cp /etc/hosts /tmp/hosts.$$
printf '127.0.0.1 %s\\n' "$@" >> /tmp/hosts.$$
mount --bind /tmp/hosts.$$ /etc/hosts
rm /tmp/hosts.$$
`;

/** Copies an image of this engine into the registry under another name. */
async function push(reference: string, name: string): Promise<void> {
  const target = direct(name);
  await containers.docker("tag", reference, target);
  await containers.docker("push", "--quiet", target);
  await containers.docker("image", "rm", target);
}

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), "kompose-pin-"));
  engine = await startTestEngine({
    images: [...names, "registry:3.1.2"],
    // A mirror stands in for Docker Hub alone; others are asked by their names, without TLS.
    arguments: [`--registry-mirror=http://127.0.0.1:${port}`, ...hosts.map((host) => `--insecure-registry=${host}`)],
  });
  const led = await engine.run(["sh", "-euc", leadHere, "sh", ...hosts]);
  expect(led).toMatchObject({ exitCode: 0, stderr: "" });
  containers = new Containers(engine);
  const registry = containers.image("registry:3.1.2");
  const address = `--env=REGISTRY_HTTP_ADDR=:${port}`;
  await containers.docker("run", "--detach", "--name=registry", "--network=host", address, registry);
  await containers.until("registry", "wget", "-q", "-O", "-", `http://127.0.0.1:${port}/v2/`);
  for (const name of names) await push(containers.image(name), name);
  await push(containers.image(images.busybox), unknown);

  const file = join(directory, "lock.json");
  writeFileSync(file, JSON.stringify({ "gone:1.0": `sha256:${"0".repeat(64)}` }));
  const pinned = await execa(process.execPath, [program, "--lock", file], {
    env: { DOCKER_HOST: engine.host },
    all: true,
  });
  expect(pinned.all).toContain("gone:1.0  removed");
  lock = JSON.parse(readFileSync(file, "utf8"));
  await forget();
});
afterAll(async () => {
  await engine?.stop();
  if (directory !== undefined) rmSync(directory, { recursive: true });
}, 60_000);
afterEach(() => forget());

/** Removes what was pulled; what was built stays. */
async function forget(): Promise<void> {
  const all = await containers.docker(
    "image",
    "ls",
    "--digests",
    "--format",
    "{{.Repository}}:{{.Tag}} {{.Repository}}@{{.Digest}}",
  );
  const pulled = new Set(
    all.split("\n").flatMap((line) => {
      const [byTag = "", byDigest = ""] = line.split(" ");
      if (byTag.startsWith("kompose/") || byTag.startsWith("<none>")) return [];
      return [byTag.endsWith(":<none>") ? byDigest : byTag];
    }),
  );
  if (pulled.size > 0) await containers.docker("image", "rm", "--force", ...pulled);
}

async function resolve(wanted: readonly string[], options: { requireLocked: boolean; lock: Record<string, string> }) {
  const said: string[] = [];
  const references = await resolveImages(wanted, engine.host, options, (text) => said.push(text));
  return { references, said };
}

const refused = async (promise: Promise<unknown>): Promise<string> => {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(UserError);
  return (error as UserError).message;
};

test("bin/pin locks every image by the digest that the registry has, and nothing else", async () => {
  expect(Object.keys(lock)).toEqual([...names].sort());
  for (const [name, digest] of Object.entries(lock)) {
    expect(digest).toMatch(/^sha256:[0-9a-f]{64}$/);
    const [repository] = pathOf(name).split(":");
    const manifest = `/var/lib/registry/docker/registry/v2/repositories/${repository}/_manifests/revisions/sha256/${digest.slice(7)}/link`;
    expect(await containers.docker("exec", "registry", "cat", manifest)).toBe(digest);
  }
});

test("locked images are pulled by digest, once, and run", async () => {
  const cold = await resolve(names, { requireLocked: true, lock });
  expect(cold.references).toEqual(Object.fromEntries(names.map((name) => [name, `${name}@${lock[name]}`])));
  expect(cold.said).not.toEqual([]);
  const busybox = cold.references[images.busybox] as string;
  expect(await containers.docker("run", "--rm", busybox, "echo", "runs")).toBe("runs");
  expect((await resolve(names, { requireLocked: true, lock })).said).toEqual([]);
});

/** The registry by its address: the engine has nobody else to ask when it says no, as it has behind a mirror. */
const direct = (name: string) => `127.0.0.1:${port}/${pathOf(name)}`;

test("a digest that the registry does not have is refused", async () => {
  const other = `sha256:${"a".repeat(64)}`;
  for (const name of [images.postgres, direct(images.postgres)]) {
    const message = await refused(resolve([name], { requireLocked: true, lock: { [name]: other } }));
    expect(message).toContain(`${name}@${other} can not be pulled`);
  }
  const name = direct(images.postgres);
  const message = await refused(resolve([name], { requireLocked: false, lock: { [name]: other } }));
  expect(message).toContain(`${name}@${other} can not be pulled`);
});

test("an image that was changed in the registry is refused", async () => {
  // The registry now answers to a digest with the manifest of another image.
  const digest = "b".repeat(64);
  const storage = "/var/lib/registry/docker/registry/v2";
  const revisions = `${storage}/repositories/library/redis/_manifests/revisions/sha256`;
  const other = (lock[images.mosquitto] as string).slice("sha256:".length);
  const script = `mkdir -p ${storage}/blobs/sha256/bb/${digest} ${revisions}/${digest}
cp ${storage}/blobs/sha256/${other.slice(0, 2)}/${other}/data ${storage}/blobs/sha256/bb/${digest}/data
printf sha256:${digest} > ${revisions}/${digest}/link`;
  await containers.docker("exec", "registry", "sh", "-euc", script);
  const name = direct(images.redis);
  for (const requireLocked of [true, false]) {
    const message = await refused(resolve([name], { requireLocked, lock: { [name]: `sha256:${digest}` } }));
    expect(message).toContain("verification failed");
  }
});

test("unlocked, an image that can not be built here is pulled by its tag", async () => {
  expect((await resolve([unknown], { requireLocked: false, lock: {} })).references).toEqual({ [unknown]: unknown });
  expect((await resolve([unknown], { requireLocked: false, lock: {} })).said).toEqual([]);
});

test("where digests are required every image without one is named, with what to do", async () => {
  const { [images.postgres]: _, [images.redis]: __, ...some } = lock;
  const message = await refused(resolve(names, { requireLocked: true, lock: some }));
  expect(message).toContain(`${images.postgres}, ${images.redis}:`);
  expect(message).toContain("bin/pin");
  expect(message).not.toContain(images.mosquitto);
});

test("what was built here is found within 300 ms, without asking a registry", async () => {
  await containers.docker("pause", "registry");
  try {
    const times: number[] = [];
    for (let n = 0; n < 5; n++) {
      const started = performance.now();
      const { references, said } = await resolve(names, { requireLocked: false, lock: {} });
      times.push(performance.now() - started);
      expect(references).toEqual(Object.fromEntries(names.map((name) => [name, containers.image(name)])));
      expect(said).toEqual([]);
    }
    expect(Math.min(...times)).toBeLessThan(300);
  } finally {
    await containers.docker("unpause", "registry");
  }
});

test("a registry that is silent is asked once, for a bounded time; then what was built here is used", async () => {
  await containers.docker("stop", "registry");
  try {
    const started = performance.now();
    const { references, said } = await resolve(names, { requireLocked: false, lock });
    expect(performance.now() - started).toBeLessThan(12_000);
    expect(references).toEqual(Object.fromEntries(names.map((name) => [name, containers.image(name)])));
    expect(said).toEqual([expect.stringContaining("no container registry answers")]);
    expect(await refused(resolve([images.postgres], { requireLocked: true, lock }))).toContain("can not be pulled");
    expect(await refused(resolve([unknown], { requireLocked: false, lock: {} }))).toContain("no recipe");
    expect(await refused(resolve(["postgres:17.2"], { requireLocked: false, lock: {} }))).toContain(
      "builds version 18",
    );
  } finally {
    await containers.docker("start", "registry");
  }
});

test("bin/pin says what it takes, and refuses what it does not know", async () => {
  const pin = (...args: string[]) => execa(process.execPath, [program, ...args], { reject: false });
  expect(await pin("--help")).toMatchObject({ exitCode: 0, stdout: expect.stringContaining("--lock FILE") });
  expect(await pin("--lok", "x")).toMatchObject({ exitCode: 1, stderr: expect.stringContaining("--lok") });
});
