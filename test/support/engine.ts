/**
 * The tests' own Docker Engine: a second `dockerd` in network, mount and process namespaces of its own, so that the
 * machine's engine, bridges, firewall and ports are as if it were not there. Built images are kept between runs.
 */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { cacheDirectory } from "../../cli/paths.ts";
import { asRoot, startDaemon } from "../../cli/setup/engine.ts";
import { recipeFor, recipeHash, recipes, splitImage } from "../../cli/setup/image-recipes.ts";
import { resolveImages } from "../../cli/setup/images.ts";
import { images } from "../../config/images.ts";

/** Test files that run side by side have an engine each: Vitest numbers its workers from 1. */
const worker = Number(process.env.VITEST_POOL_ID ?? 1);
const home = join(cacheDirectory, worker === 1 ? "test-engine" : `test-engine-${worker}`);
const dataRoot = join(home, "data");
const lockFile = join(home, "lock");
/** The process that holds the running engine's namespaces: when it ends, everything in them ends. */
const holderFile = join(home, "holder.pid");

export interface TestEngineOptions {
  /**
   * Upstream names of images that must be on the engine, such as `postgres:18.6`; they are built where missing.
   * Default: all of config/images.ts, both versions of the toy, and the tools of an outsider.
   */
  images?: readonly string[];
  /** Images that must be on the engine beside those. */
  further?: readonly string[];
  /** Further arguments of `dockerd`, such as `--registry-mirror=…`. */
  arguments?: readonly string[];
  /** How long to wait for another run that uses the engine, in seconds. Default 600. */
  waitSeconds?: number;
}

/** Standard input and further environment of a command inside the engine's network. */
export interface RunOptions {
  input?: string;
  env?: Record<string, string>;
}

/** What a command said; `exitCode` is undefined when a signal ended it. */
export interface Ran {
  exitCode: number | undefined;
  stdout: string;
  stderr: string;
}

export interface TestEngine {
  /** As in `DOCKER_HOST`. */
  host: string;
  /** Upstream name → reference on this engine, of the images asked for. */
  images: Record<string, string>;
  /** Runs a command where the engine runs, in its network, with `DOCKER_HOST` set; never throws. */
  run(argv: readonly string[], options?: RunOptions): Promise<Ran>;
  /** Removes containers, volumes and networks, and stops the engine. Images stay. */
  stop(): Promise<void>;
}

/** A process's start in clock ticks since boot, which tells it from a later one with the same id. */
function startOf(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The second field, the program's name, may hold spaces; the start is the 20th after it (proc_pid_stat(5)).
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

const identity = (pid: number) => `${pid} ${startOf(pid)}`;

function isAlive(recorded: string): boolean {
  const [pid = "", start] = recorded.trim().split(" ");
  return start !== undefined && startOf(Number(pid)) === start;
}

function readIfThere(file: string): string {
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}

/** Takes the lock, or waits for the run that has it. A lock of a process that is gone counts for nothing. */
async function takeLock(waitSeconds: number): Promise<void> {
  mkdirSync(home, { recursive: true, mode: 0o700 });
  const deadline = Date.now() + waitSeconds * 1000;
  for (;;) {
    try {
      const file = openSync(lockFile, "wx");
      writeFileSync(file, identity(process.pid));
      closeSync(file);
      return;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    }
    const holder = readIfThere(lockFile);
    if (holder !== "" && !isAlive(holder)) {
      rmSync(lockFile, { force: true });
      continue;
    }
    if (Date.now() > deadline) {
      throw new Error(`the test engine is in use by process ${holder.split(" ")[0]} (${lockFile})`);
    }
    await sleep(200);
  }
}

async function kill(pid: number, signal: "TERM" | "KILL"): Promise<void> {
  const [file = "", ...rest] = [...asRoot(), "kill", `-${signal}`, String(pid)];
  await execa(file, rest, { reject: false });
}

async function ended(recorded: string, seconds: number): Promise<boolean> {
  const deadline = Date.now() + seconds * 1000;
  while (isAlive(recorded)) {
    if (Date.now() > deadline) return false;
    await sleep(20);
  }
  return true;
}

/** Ends what a killed run left: the holder's end is the end of every process in its namespaces. */
async function endLeftover(): Promise<void> {
  const holder = readIfThere(holderFile);
  if (holder !== "" && isAlive(holder)) {
    await kill(Number(holder.split(" ")[0]), "KILL");
    if (!(await ended(holder, 20)))
      throw new Error(`a test engine left by another run does not end: process ${holder}`);
  }
  rmSync(holderFile, { force: true });
}

/** Shell that writes down which process it is, as `identity` does, and becomes its arguments. */
const holder = 'printf "%s %s" $$ "$(cut -d" " -f22 /proc/$$/stat)" > "$1"; shift; exec "$@"';

/**
 * A bridge for the engine that only builds, on the machine while it does: without one of its own, and with
 * --bridge=none too, dockerd deletes or takes the docker0 it finds, which is the machine's. Nothing uses it.
 */
const buildBridge = `kompose-build${worker}`;
/** Of TEST-NET-1 (RFC 5737), sixteen addresses for each. */
const buildAddress = `192.0.2.${worker * 16 + 1}/28`;

/**
 * Shell that becomes dockerd in the namespaces it is started in. A containerd of the machine is hidden, so that
 * dockerd starts one of its own; whatever the shell's children leave behind, it reaps.
 */
const inside = `
mount -t tmpfs -o mode=711 tmpfs /run/containerd 2>/dev/null || true
if [ "$KOMPOSE_NETWORK" = own ]; then
  ip link set lo up
else
  ip link add ${buildBridge} type bridge 2>/dev/null
  ip address replace ${buildAddress} dev ${buildBridge}
fi
trap 'kill -TERM $daemon' TERM INT
"$@" &
daemon=$!
wait $daemon || wait $daemon
[ "$KOMPOSE_NETWORK" = own ] || ip link delete ${buildBridge}
`;

interface Started {
  host: string;
  holder: number;
  end(): Promise<void>;
}

/** Starts dockerd on the tests' data: in a network of its own, or, to build images, in the machine's. */
async function start(network: "own" | "host", more: readonly string[]): Promise<Started> {
  const directory = join(tmpdir(), `kompose-test-engine-${process.pid}`);
  mkdirSync(directory, { recursive: true, mode: 0o711 });
  // What the engine remembers of its networks is of the other namespace: it would mend or remove those of this one.
  const [forget = "", ...networks] = [...asRoot(), "rm", "-rf", join(dataRoot, "network")];
  await execa(forget, networks);
  const host = `unix://${join(directory, "docker.sock")}`;
  const namespaces = ["--mount", "--propagation=slave", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const { pid } = await startDaemon({
    host,
    pidFile: join(directory, "dockerd.pid"),
    log: join(home, "dockerd.log"),
    arguments: [
      `--data-root=${dataRoot}`,
      `--exec-root=${join(directory, "exec")}`,
      "--cgroup-parent=/kompose-test",
      ...(network === "own"
        ? []
        : [`--bridge=${buildBridge}`, "--iptables=false", "--ip-forward=false", "--ip-masq=false"]),
      ...more,
    ],
    within: [
      "env",
      `KOMPOSE_NETWORK=${network}`,
      ...["sh", "-c", holder, "sh", holderFile],
      ...["unshare", ...namespaces, ...(network === "own" ? ["--net"] : [])],
      "sh",
      "-c",
      inside,
      "sh",
    ],
  });
  const recorded = identity(pid);
  return {
    host,
    holder: pid,
    async end() {
      const daemon = childOf(childOf(pid));
      await kill(daemon, "TERM");
      if (!(await ended(recorded, 30))) await endLeftover();
      rmSync(holderFile, { force: true });
      const [file = "", ...rest] = [...asRoot(), "rm", "-rf", directory];
      await execa(file, rest);
    },
  };
}

/** The first child of a process: below the holder (unshare) is the shell, below that dockerd. */
function childOf(pid: number): number {
  return Number(readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8").split(" ")[0]);
}

async function docker(host: string, ...words: string[]): Promise<string[]> {
  const { stdout } = await execa("docker", words, { env: { DOCKER_HOST: host } });
  return stdout.split("\n").filter((line) => line !== "");
}

async function removeEverything(host: string): Promise<void> {
  const containers = await docker(host, "container", "ls", "--all", "--quiet");
  if (containers.length > 0) await docker(host, "container", "rm", "--force", "--volumes", ...containers);
  const volumes = await docker(host, "volume", "ls", "--quiet");
  if (volumes.length > 0) await docker(host, "volume", "rm", "--force", ...volumes);
  for (const network of await docker(host, "network", "ls", "--quiet", "--filter", "type=custom")) {
    // An engine now and then keeps the endpoint of a container that was removed while it was started again.
    const attached = "{{range .Containers}}{{println .Name}}{{end}}";
    for (const container of await docker(host, "network", "inspect", "--format", attached, network)) {
      await docker(host, "network", "disconnect", "--force", network, container);
    }
    await docker(host, "network", "rm", network);
  }
  // Built images are kept; what a test pulled or tagged is not.
  const tags = await docker(host, "image", "ls", "--digests", "--format", "{{.Repository}} {{.Tag}} {{.Digest}}");
  const others = tags
    .map((line) => line.split(" "))
    .filter(([repository = ""]) => repository !== "<none>" && !repository.startsWith("kompose/"))
    .map(([repository, tag, digest]) => (tag === "<none>" ? `${repository}@${digest}` : `${repository}:${tag}`));
  if (others.length > 0) await docker(host, "image", "rm", "--force", ...new Set(others));
}

async function missing(host: string, images: readonly string[]): Promise<boolean> {
  const among = recipes();
  const tags = await docker(host, "image", "ls", "--format", "{{.Repository}} {{.Tag}}");
  return images.some((image) => {
    const recipe = recipeFor(image, among);
    if (recipe === undefined) return true;
    const hash = recipeHash(recipe, splitImage(image).tag, among);
    return !tags.some((line) => line.startsWith(`kompose/${recipe.name} `) && line.endsWith(`-${hash}`));
  });
}

/** The images that every platform of the tests is made of. */
const usualImages = [...Object.values(images), "kompose-toy:1.0.0", "kompose-toy:2.0.0", "kompose-tools:1.0.0"];

const local = { requireLocked: false, lock: {} };

/**
 * Starts the engine of this worker. Only one runs at a time; another caller waits for it. Needs root, or sudo without a
 * password.
 */
export async function startTestEngine(options: TestEngineOptions = {}): Promise<TestEngine> {
  await takeLock(options.waitSeconds ?? 600);
  try {
    await endLeftover();
    const wanted = [...(options.images ?? usualImages), ...(options.further ?? [])];
    const tell = (text: string) => process.stderr.write(`test engine: ${text}\n`);
    let engine = await start("own", options.arguments ?? []);
    await removeEverything(engine.host);
    if (wanted.length > 0 && (await missing(engine.host, wanted))) {
      // The engine's own network leads nowhere: images are built by the same data's engine in the machine's network.
      await engine.end();
      const builder = await start("host", []);
      await resolveImages(wanted, builder.host, local, tell).finally(() => builder.end());
      engine = await start("own", options.arguments ?? []);
    }
    const references = await resolveImages(wanted, engine.host, local, tell);
    const { host, holder, end } = engine;
    const daemon = childOf(holder);
    return {
      host,
      images: references,
      run: async (argv, { input, env = {} } = {}) => {
        const enter = ["nsenter", `--target=${daemon}`, "--net", "--pid", "--mount", "env", `DOCKER_HOST=${host}`];
        const settings = Object.entries(env).map(([key, value]) => `${key}=${value}`);
        const [file = "", ...rest] = [...asRoot(), ...enter, ...settings, ...argv];
        const { exitCode, stdout, stderr } = await execa(file, rest, { reject: false, input: input ?? "" });
        return { exitCode, stdout, stderr };
      },
      stop: async () => {
        try {
          await removeEverything(host);
        } finally {
          await end();
          rmSync(lockFile, { force: true });
        }
      },
    };
  } catch (error) {
    await endLeftover();
    rmSync(lockFile, { force: true });
    throw error;
  }
}
