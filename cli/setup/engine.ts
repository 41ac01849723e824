/** Finds the Docker Engine that a stack names, or sets one up where the stack names this machine's own. */
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { stateDirectory } from "../paths.ts";
import { confirm, type Progress, UserError } from "../terminal.ts";

/** Where the Docker Engine of a machine listens unless told otherwise. */
export const defaultHost = "unix:///var/run/docker.sock";

/** The oldest Engine API that the platform is tested with (Docker Engine 20.10). */
export const oldestApi = "1.41";

/** An engine that answers. */
export interface Engine {
  /** As the Docker command line takes it in `DOCKER_HOST`. */
  host: string;
  /** The engine's version, such as `20.10.24`. */
  version: string;
  /** The newest Engine API version it speaks, such as `1.41`. */
  api: string;
  /** `found` was running, `started` was installed, `installed` was neither. */
  was: "found" | "started" | "installed";
}

/** The environment under which the Docker command line (and the Docker provider) talks to `host`. */
export function engineEnvironment(host: string): Record<string, string> {
  return { DOCKER_HOST: host };
}

interface VersionAnswer {
  Version: string;
  ApiVersion: string;
}

/** GET /version on a unix socket: 5 ms, where the Docker command line takes 50. */
function versionOverSocket(socketPath: string): Promise<VersionAnswer> {
  return new Promise((resolve, reject) => {
    const call = request({ socketPath, path: "/version", timeout: 5_000 }, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (chunk) => {
        text += chunk;
      });
      answer.on("end", () => {
        try {
          resolve(JSON.parse(text));
        } catch {
          reject(new Error(`what listens on ${socketPath} is not a Docker Engine: ${text.slice(0, 200)}`));
        }
      });
    });
    call.on("timeout", () => call.destroy(new Error("no answer within 5 s")));
    call.on("error", reject);
    call.end();
  });
}

async function versionOverCommandLine(host: string): Promise<VersionAnswer> {
  const { stdout } = await execa("docker", ["version", "--format", "{{json .Server}}"], {
    env: engineEnvironment(host),
    timeout: 20_000,
  });
  return JSON.parse(stdout);
}

async function ask(host: string): Promise<VersionAnswer> {
  return host.startsWith("unix://") ? versionOverSocket(host.slice("unix://".length)) : versionOverCommandLine(host);
}

function reason(error: unknown): string {
  const { code, stderr, message } = error as { code?: string; stderr?: string; message: string };
  return stderr?.trim() || code || message;
}

function isForbidden(error: unknown): boolean {
  return (error as NodeJS.ErrnoException).code === "EACCES";
}

function forbidden(host: string): string {
  return (
    `no permission to use ${host}: \`sudo usermod -aG docker $USER\`, then log in again (members of the group ` +
    "docker are as powerful as root), or run this as root"
  );
}

function older(version: string, than: string): boolean {
  const [a, b] = version.split(".").map(Number);
  const [c, d] = than.split(".").map(Number);
  return a !== c ? Number(a) < Number(c) : Number(b) < Number(d);
}

function describe(host: string, answer: VersionAnswer, was: Engine["was"]): Engine {
  if (older(answer.ApiVersion, oldestApi)) {
    throw new UserError(
      `the Docker Engine ${answer.Version} on ${host} speaks Engine API ${answer.ApiVersion}; ` +
        `at least ${oldestApi} (Docker 20.10) is needed: upgrade it`,
    );
  }
  return { host, version: answer.Version, api: answer.ApiVersion, was };
}

/** Words to put before a command that needs root: none as root, else sudo. */
export function asRoot(): string[] {
  return process.getuid?.() === 0 ? [] : ["sudo"];
}

async function rootly(command: string[], progress: Progress): Promise<void> {
  const [file = "", ...rest] = [...asRoot(), ...command];
  const running = execa(file, rest, {
    stdin: "inherit",
    env: { DEBIAN_FRONTEND: "noninteractive" },
    all: true,
    reject: false,
  });
  for await (const line of running.iterable({ from: "all" })) progress(line.trim().slice(0, 100));
  const result = await running;
  if (result.failed) {
    throw new UserError(
      `\`${command.join(" ")}\` failed:\n${(result.all ?? result.shortMessage).split("\n").slice(-15).join("\n")}`,
    );
  }
}

/** If `program` can be run by name, by root where it is an administrator's program. */
export async function onPath(program: string): Promise<boolean> {
  const script = 'PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin command -v "$1"';
  const found = await execa("sh", ["-c", script, "sh", program], { reject: false });
  return !found.failed;
}

/** Per package manager: what makes its lists fresh, what installs, and the packages that carry engine and command line. */
const packageManagers = [
  { program: "apt-get", update: ["update", "-qq"], install: ["install", "-y", "--no-install-recommends"] },
  { program: "dnf", update: ["-q", "makecache"], install: ["install", "-y"] },
  { program: "pacman", update: ["-Sy"], install: ["-S", "--noconfirm", "--needed"] },
  { program: "apk", update: ["update"], install: ["add"] },
] as const;

async function dockerPackages(manager: (typeof packageManagers)[number]["program"]): Promise<string[]> {
  switch (manager) {
    case "apt-get": {
      // From Debian 13 on the command line is a package of its own.
      const separate = await execa("apt-cache", ["show", "--no-all-versions", "docker-cli"], { reject: false });
      return ["docker.io", "iptables", ...(separate.failed ? [] : ["docker-cli"])];
    }
    case "dnf":
      return ["moby-engine", "docker-cli", "iptables"];
    case "pacman":
      return ["docker", "iptables"];
    case "apk":
      return ["docker", "docker-cli", "iptables"];
  }
}

async function installPackages(
  packages: (manager: (typeof packageManagers)[number]["program"]) => Promise<string[]>,
  question: (manager: string) => string,
  yes: boolean,
  progress: Progress,
): Promise<"installed" | "refused" | "no package manager"> {
  for (const manager of packageManagers) {
    if (!(await onPath(manager.program))) continue;
    if (!(await confirm(question(manager.program), yes))) return "refused";
    progress(`${manager.program} ${manager.update.join(" ")}`);
    await rootly([manager.program, ...manager.update], progress);
    await rootly([manager.program, ...manager.install, ...(await packages(manager.program))], progress);
    return "installed";
  }
  return "no package manager";
}

/**
 * Installs a program that building images needs with the system's package manager, unless it is there.
 * @param program on PATH or among the administrator's programs
 * @param name its package. Default: the same
 * @throws UserError when no known package manager is there
 */
export async function ensureProgram(program: string, progress: Progress, name = program): Promise<void> {
  if (await onPath(program)) return;
  const result = await installPackages(
    async () => [name],
    (by) => `Install ${name} with ${by}?`,
    false,
    progress,
  );
  if (result !== "installed") throw new UserError(`${program} is needed: install it, then run this again`);
}

/**
 * Installs Docker (engine and command line) with the system's package manager, unless both are there. Asks first.
 * @returns true when something was installed
 * @throws UserError when the answer is no, or no known package manager is there
 */
export async function ensureDockerInstalled(options: { yes: boolean }, progress: Progress): Promise<boolean> {
  const missing: string[] = [];
  if (!(await onPath("dockerd"))) missing.push("dockerd");
  if (!(await onPath("docker"))) missing.push("docker");
  if (missing.length === 0) return false;
  const question = (manager: string) => `${missing.join(" and ")} not found. Install Docker with ${manager}?`;
  const result = await installPackages(dockerPackages, question, options.yes, progress);
  if (result === "installed") return true;
  throw new UserError(
    `Docker is needed${result === "refused" ? "" : " and no known package manager is here"}: install it ` +
      "(https://docs.docker.com/engine/install/), then run this again",
  );
}

const ownDirectory = join(stateDirectory, "engine");
const ownPidFile = join(ownDirectory, "dockerd.pid");
const ownLog = join(ownDirectory, "dockerd.log");

/** The last lines of a log file, or nothing. */
function tail(log: string, lines = 15): string {
  if (!existsSync(log)) return "";
  return readFileSync(log, "utf8").trimEnd().split("\n").slice(-lines).join("\n");
}

/** If a process runs; one that ended and that nobody reaped (a container's first process often does not) does not. */
function alive(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return stat.charAt(stat.lastIndexOf(")") + 2) !== "Z";
  } catch {
    return false;
  }
}

/** A `dockerd` to be started. */
export interface Daemon {
  /** Where it listens, `unix:///…`. */
  host: string;
  /** Further arguments, such as `--data-root`. */
  arguments: string[];
  pidFile: string;
  /** Gets everything it prints. */
  log: string;
  /** Words before `dockerd`, which must `exec` it in the end; runs it in a network namespace, for instance. */
  within?: string[];
}

/**
 * Starts a `dockerd` that outlives this process (a process group of its own) and waits until it answers.
 * @returns its process id and what it says of itself
 * @throws UserError with the last lines of its log when it ends or does not answer within 60 s
 */
export async function startDaemon(daemon: Daemon): Promise<{ pid: number; version: VersionAnswer }> {
  const [file = "", ...rest] = [
    ...asRoot(),
    "sh",
    "-c",
    // $! would be setsid's process id when setsid has to fork; in a background job it never has to.
    'log=$1; shift; PATH=$PATH:/usr/local/sbin:/usr/sbin:/sbin setsid "$@" </dev/null >"$log" 2>&1 & echo $!',
    "sh",
    daemon.log,
    ...(daemon.within ?? []),
    "dockerd",
    `--host=${daemon.host}`,
    `--pidfile=${daemon.pidFile}`,
    ...daemon.arguments,
  ];
  const { stdout } = await execa(file, rest, { stdin: "inherit" });
  const pid = Number(stdout);
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return { pid, version: await ask(daemon.host) };
    } catch (error) {
      if (isForbidden(error)) throw new UserError(forbidden(daemon.host));
      const over = alive(pid) ? Date.now() > deadline && "did not answer within 60 s" : "ended at once";
      if (over) {
        await stopDaemon(pid, 10).catch(() => {});
        throw new UserError(`dockerd ${over} (${reason(error)}). The end of ${daemon.log}:\n${tail(daemon.log)}`);
      }
      await sleep(50);
    }
  }
}

/** Stops a `dockerd` as its manual says (SIGTERM: it stops its containers first) and waits until it is gone. */
export async function stopDaemon(pid: number, seconds = 60): Promise<void> {
  const kill = (signal: string) => {
    const [file = "", ...rest] = [...asRoot(), "kill", `-${signal}`, String(pid)];
    return execa(file, rest, { reject: false });
  };
  await kill("TERM");
  const deadline = Date.now() + seconds * 1000;
  while (alive(pid)) {
    if (Date.now() > deadline) {
      await kill("KILL");
      throw new UserError(`dockerd (process ${pid}) did not stop within ${seconds} s and was killed`);
    }
    await sleep(50);
  }
}

/** The process id in `pidFile`, if that process is a dockerd which wrote it. */
export function runningDaemon(pidFile: string): number | undefined {
  if (!existsSync(pidFile)) return undefined;
  const pid = Number(readFileSync(pidFile, "utf8"));
  try {
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, "utf8");
    return commandLine.includes("dockerd") && commandLine.includes(pidFile) ? pid : undefined;
  } catch {
    return undefined;
  }
}

async function startEngine(progress: Progress): Promise<void> {
  if (existsSync("/run/systemd/system")) {
    progress("systemctl start docker");
    await rootly(["systemctl", "enable", "--now", "docker"], progress);
    return;
  }
  progress(`starting dockerd (no systemd here), log: ${ownLog}`);
  mkdirSync(ownDirectory, { recursive: true });
  // A pid file left by a crash or a reboot may name another process by now, and dockerd would refuse to start.
  if (runningDaemon(ownPidFile) === undefined) rmSync(ownPidFile, { force: true });
  await startDaemon({ host: defaultHost, arguments: [], pidFile: ownPidFile, log: ownLog });
}

async function answerWithin(host: string, seconds: number): Promise<VersionAnswer> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    try {
      return await ask(host);
    } catch (error) {
      if (isForbidden(error)) throw new UserError(forbidden(host));
      if (Date.now() > deadline) {
        throw new UserError(`the Docker Engine was started but does not answer on ${host}: ${reason(error)}`);
      }
      await sleep(100);
    }
  }
}

/**
 * Makes sure that the engine on `host` answers and that the Docker command line, which the Docker provider calls, is
 * on PATH. An engine that does not answer is set up only where it is this machine's own: installed with the system's
 * package manager (asks first) and started, by systemd where that is the init system, else as a process of its own.
 * @param host as in `DOCKER_HOST`: `unix:///var/run/docker.sock`, `ssh://user@host`, `tcp://…`
 * @param options.yes installs without asking
 * @throws UserError that says what to do when there is no engine in the end
 */
export async function ensureEngine(host: string, options: { yes: boolean }, progress: Progress): Promise<Engine> {
  const commandLine = await onPath("docker");
  if (commandLine || host.startsWith("unix://")) {
    try {
      const answer = await ask(host);
      if (!commandLine) await ensureDockerInstalled(options, progress);
      return describe(host, answer, "found");
    } catch (error) {
      if (error instanceof UserError) throw error;
      if (isForbidden(error)) throw new UserError(forbidden(host));
      if (host !== defaultHost) throw new UserError(unreachable(host, reason(error)));
    }
  } else if (host !== defaultHost) {
    await ensureDockerInstalled(options, progress);
    return ensureEngine(host, options, progress);
  }
  const installed = await ensureDockerInstalled(options, progress);
  // The package's own scripts may have started it already.
  const byPackage = installed ? await answerWithin(host, 5).catch(() => undefined) : undefined;
  if (byPackage === undefined) await startEngine(progress);
  return describe(host, byPackage ?? (await answerWithin(host, 60)), installed ? "installed" : "started");
}

function unreachable(host: string, why: string): string {
  const lines = [`no Docker Engine answers on ${host}: ${why}`];
  if (host.startsWith("ssh://")) {
    lines.push(
      `Try \`ssh ${host.slice("ssh://".length)} docker version\`: it must work without a password (a key in your ` +
        "ssh-agent, the host in known_hosts), and the user there must be allowed to use Docker.",
    );
  } else {
    lines.push("Start the engine there, or name another in the stack's settings (host).");
  }
  return lines.join("\n");
}

/**
 * Stops the engine if it is one that `ensureEngine` started as a process of its own, and waits until it is gone. An
 * engine on which any container is left, running or not, keeps running.
 */
export async function stopOwnEngine(): Promise<"stopped" | "not ours" | "in use"> {
  const pid = runningDaemon(ownPidFile);
  if (pid === undefined) return "not ours";
  const { stdout } = await execa("docker", ["container", "ls", "--all", "--quiet"], {
    env: engineEnvironment(defaultHost),
  });
  if (stdout.trim() !== "") return "in use";
  await stopDaemon(pid);
  return "stopped";
}
