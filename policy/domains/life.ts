/** What a container may use up, how it is kept alive, and how it ends. */
import { constants } from "node:os";
import { posix } from "node:path";
import { text, texts } from "../options.ts";
import { isCommand } from "../read/command.ts";
import { type ContainerProperties, containerProperties } from "../read/container.ts";
import type { StackResource } from "../read/resource.ts";
import { type Option, type Schema, stackRule } from "../rule.ts";
import { containerRule } from "../subjects.ts";

/** It leaves memory for others. */
export const memoryIsLimited = containerRule({
  name: "life-memory-is-limited",
  severity: "high",
  description: "Every container has a limit of memory.",
  rationale: "Without one a single leak takes the memory of the whole machine, and the kernel chooses who dies.",
  source: "CIS Docker Benchmark 1.7, 5.11; OWASP Docker Security Cheat Sheet, rule 7",
  remediation: "Set memory to what it needs at most.",
  checks: (container) => [() => (container.memory() === undefined ? "has no limit of memory" : undefined)],
});

/** And does not fill the disk instead. */
export const swapIsLimited = containerRule({
  name: "life-swap-is-limited",
  severity: "medium",
  description: "A container's limit of memory and swap together is its limit of memory.",
  rationale: "One that swaps slows every other down long before it is stopped.",
  source: "Docker documentation, Resource constraints, prevent a container from using swap",
  remediation: "Set memorySwap to the same as memory.",
  checks: (container) => [
    () => {
      const memory = container.memory();
      const together = container.memoryAndSwap();
      if (memory === undefined || together === memory) return undefined;
      if (together === undefined) return "may swap as much again as its memory, for want of memorySwap";
      return together === -1 ? "may swap without a limit" : "may swap beyond its limit of memory";
    },
  ],
});

/** It leaves time for others. */
export const cpuIsLimited = containerRule({
  name: "life-cpu-is-limited",
  severity: "medium",
  description: "Every container has a limit of processor time.",
  rationale: "One that spins would starve all the others, also those that could say so.",
  source: "CIS Docker Benchmark 1.7, 5.12; OWASP Docker Security Cheat Sheet, rule 7",
  remediation: "Set cpus to the cores that it needs at most.",
  checks: (container) => [() => (container.cpus() === undefined ? "has no limit of processor time" : undefined)],
});

const restarts: Option<readonly string[]> = {
  default: ["always", "unless-stopped"],
  schema: {
    type: "array",
    description: "The restart policies that a container may have.",
    items: { type: "string", enum: ["always", "unless-stopped", "on-failure", "no"] },
  },
};

/**
 * It comes back. CIS asks for `on-failure` with 5 attempts, against a container that is restarted for ever. The engine
 * does that ever more slowly; but what has `on-failure` stays down when the machine was, so it is no default here.
 */
export const restartsByItself = containerRule({
  name: "life-restarts-by-itself",
  severity: "medium",
  description: "Every container is started again when it has failed, and when the machine has.",
  rationale: "What stays down after a power cut is found by whoever needs it first.",
  source: "Docker documentation, Start containers automatically; CIS Docker Benchmark 1.7, 5.15",
  remediation: "Set restart to unless-stopped.",
  options: { allowed: restarts },
  checks: (container, { allowed }) => [
    () => {
      // Swarm starts whatever has `any` or `on-failure`, also when the machine was down.
      const policies = container.swarm ? ["any", "on-failure"] : allowed;
      const policy = container.restart();
      return policies.includes(policy) ? undefined : `has the restart policy ${policy}`;
    },
  ],
});

const logDrivers: Option<readonly string[]> = {
  // `local` keeps 5 files of 20 MB by default; the others hand over to a program that keeps house itself.
  default: ["local", "journald", "syslog", "fluentd", "gelf", "awslogs", "gcplogs", "splunk"],
  schema: { ...texts, description: "The log drivers that need no limit, because what they write to has one." },
};

/** It does not write the disk full. */
export const logsAreRotated = containerRule({
  name: "life-logs-are-rotated",
  severity: "high",
  description: "The log of every container has a limit of size and number of files.",
  rationale: "The engine's default keeps one file for ever, and one talkative container fills the disk of all.",
  source: "Docker documentation, JSON File logging driver, max-size and max-file; incident: a disk full of one log",
  remediation: "Set logDriver to json-file, and logOpts max-size and max-file.",
  options: { drivers: logDrivers },
  checks: (container, { drivers }) => [
    () => {
      const driver = container.logDriver();
      if (!driver) return "logs with whichever driver the engine has by default";
      if (drivers.includes(driver)) return undefined;
      if (driver !== "json-file") return `logs with the driver ${driver}, of which no limit is known`;
      const options = container.logOptions();
      const missing = ["max-size", "max-file"].filter((name) => options[name] === undefined);
      return missing.length === 0 ? undefined : `logs without ${missing.join(" and ")}`;
    },
  ],
});

function healthTests(container: ContainerProperties): readonly string[] {
  return container.healthCheck()?.tests ?? [];
}

/** It can be asked how it is. */
export const hasHealthCheck = containerRule({
  name: "life-has-health-check",
  severity: "medium",
  description: "Every container has a health check of its own.",
  rationale: "That a program runs does not say that it answers, and an image's check comes and goes with the image.",
  source: "CIS Docker Benchmark 1.7, 5.27",
  remediation: "Set healthcheck.tests to a command that asks the program, beginning with CMD or CMD-SHELL.",
  checks: (container) => [
    () => {
      const [form, ...command] = healthTests(container);
      if (form === undefined) return "has no health check";
      if (form === "NONE") return "switches its image's health check off";
      // The engine logs a warning about any other form, and never runs it.
      if (form !== "CMD" && form !== "CMD-SHELL") return `has a health check that is never run: it begins with ${form}`;
      return command.every((part) => part === "") ? "has a health check without a command" : undefined;
    },
  ],
});

function programName(path: string | undefined): string {
  return posix.basename(String(path));
}

/** A shell, by its usual names. */
const shells = /^(?:ba|da|a|k|z)?sh$/;

/** The script that a health check runs in a shell; undefined where it runs a program. */
function shellScript([form, ...command]: readonly string[]): string | undefined {
  if (form === "CMD-SHELL") return command[0];
  const [program, ...options] = programName(command[0]) === "busybox" ? command.slice(1) : command;
  // `-c`, also among other letters: `-ec`.
  const at = options.findIndex((option) => /^-[a-z]*c$/.test(option));
  return shells.test(programName(program)) && at !== -1 ? options[at + 1] : undefined;
}

/** The last command of a script succeeds, and runs whatever the one before it did. `a && true` is not one of them. */
const endsWell = /(?:^|[;\n|]|[^&]&)\s*(?:(?:\/(?:usr\/)?bin\/)?true|:|exit\s+0|(?:echo|printf)\b(?:>&|[^;&|\n])*)$/;

/** Whether a script's exit status is 0 whatever happens. */
function alwaysSucceeds(script: string): boolean {
  const plain = script.replace(/[;\s]+$/, "");
  // A trailing `&` waits for nothing.
  return plain === "" || /[^&]&$/.test(plain) || endsWell.test(plain);
}

const alwaysSucceeding = ["true", ":", "echo", "printf", "sleep"];

/** And may answer that it is not well. */
export const healthCheckCanFail = containerRule({
  name: "life-health-check-can-fail",
  severity: "high",
  description: "A health check fails when the program does not answer.",
  rationale: "One that always succeeds opens every gate that waits for it, and hides every failure.",
  source: "CIS Docker Benchmark 1.7, 5.27; Dockerfile reference, HEALTHCHECK, exit status",
  remediation: "Let the last command be the one that asks the program.",
  checks: (container) => [
    () => {
      const tests = healthTests(container);
      const script = shellScript(tests);
      if (script !== undefined) {
        return alwaysSucceeds(script) ? "has a health check that succeeds whatever its script finds" : undefined;
      }
      const [form, path] = tests;
      const program = programName(path);
      const asks = form !== "CMD" || !alwaysSucceeding.includes(program);
      return asks ? undefined : `has a health check that only runs ${program}`;
    },
  ],
});

const gates: Option<readonly string[]> = {
  default: [],
  schema: {
    type: "array",
    items: { ...text, format: "regex" },
    description: 'Names of commands that wait until the container that they depend on is healthy: ["-ready$"].',
  },
};

/** Whether a command waits for it. */
function isGate(command: StackResource, container: StackResource, gates: readonly string[]): boolean {
  return (
    isCommand(command) &&
    gates.some((pattern) => new RegExp(pattern).test(command.name)) &&
    command.dependencies.some(({ urn }) => urn === container.urn)
  );
}

/** What comes after it comes when it is ready. */
export const waitsForHealth = stackRule({
  name: "life-waits-for-health",
  severity: "high",
  description: "An update waits until a container is healthy, by the container's wait or a command that does.",
  rationale: "What needs it would be started too early, and an update that broke it would be called a success.",
  source: "Pulumi Docker provider, Container wait; incident: an update that succeeded and left a platform down",
  remediation: "Set wait, or convergeConfig for a Swarm service, or name the command that waits for it in `gates`.",
  options: { gates },
  findings: (resources, { gates }) =>
    resources.flatMap((resource) => {
      const container = containerProperties(resource);
      if (container === undefined) return [];
      const check = () =>
        resources.some((other) => isGate(other, resource, gates)) || container.waits()
          ? undefined
          : "is not waited for until it is healthy";
      return [{ resource, check }];
    }),
});

const graceSeconds: Option<number> = {
  // A clean shutdown of PostgreSQL writes what is in memory to the disk first: seconds to tens of seconds.
  default: 30,
  schema: { type: "integer", minimum: 1, description: "The least seconds that a container with data has to end." },
};

/** Data is written down before the end. */
export const dataHasGrace = containerRule({
  name: "life-data-has-grace",
  severity: "high",
  description: "A container that writes to a volume or to the host has time to end, whoever stops it.",
  rationale: "A killed database comes back slowly, and whatever has no journal not whole.",
  source: "Docker documentation, docker container stop; incident: every replacement of a database was a crash",
  remediation: "Set stopTimeout and destroyGraceSeconds, or stopGracePeriod for a Swarm service.",
  options: { seconds: graceSeconds },
  checks: (container, options) =>
    container.graces().map((read) => () => {
      const { by, seconds } = read();
      if (seconds >= options.seconds) return undefined;
      const writes = container.mounts().some((mount) => {
        const { kind, readOnly } = mount();
        return kind !== "tmpfs" && !readOnly;
      });
      return writes ? `keeps data, and is killed by ${by} ${seconds} s after it is asked to stop` : undefined;
    }),
});

type Signals = Readonly<Record<string, readonly string[]>>;

const signalLists: Schema = {
  type: "object",
  additionalProperties: { type: "array", items: { type: "string", pattern: "^SIG[A-Z0-9+]+$" } },
};

const byImage: Option<Signals> = {
  // Each is the STOPSIGNAL of the vendor's own image. PostgreSQL waits for every client at SIGTERM, and writes nothing
  // down at SIGQUIT (its documentation, Shutting Down the Server); nginx, httpd and HAProxy cut requests off at SIGTERM.
  default: {
    postgres: ["SIGINT"],
    postgis: ["SIGINT"],
    nginx: ["SIGQUIT"],
    "nginx-unprivileged": ["SIGQUIT"],
    openresty: ["SIGQUIT"],
    httpd: ["SIGWINCH"],
    haproxy: ["SIGUSR1"],
  },
  schema: { ...signalLists, description: "The signals that suit a program, by the last part of its image's name." },
};

const byContainer: Option<Signals> = {
  default: {},
  schema: {
    ...signalLists,
    description: 'The signals that suit a container, whose image may be an id: {"database": ["SIGINT"]}.',
  },
};

/** A signal as the engine reads it: a number, or a name of any case with or without `SIG`. */
function signalName(written: string): string {
  const numbered = Object.entries(constants.signals).find(([, number]) => number === Number(written))?.[0];
  const named = written.toUpperCase();
  return numbered ?? (named.startsWith("SIG") ? named : `SIG${named}`);
}

/** `postgres` of `registry.example.org/library/postgres:18@sha256:…`; an image's id gives what no program is called. */
function imageName(reference: string): string {
  return posix.basename(reference.replace(/@.*/, "")).replace(/:.*/, "");
}

/** It is told to end in a way it understands. */
export const stopSignalSuits = containerRule({
  name: "life-stop-signal-suits",
  severity: "medium",
  description: "A container's stop signal is one that its program ends well at, and never SIGKILL.",
  rationale: "The wrong one loses requests or data, or is waited out for the whole time of grace.",
  source: "Documentation of PostgreSQL, nginx, Apache httpd and HAProxy, on signals; Dockerfile reference, STOPSIGNAL",
  remediation: "Set the stopSignal that suits the program, or leave it to the image.",
  options: { images: byImage, containers: byContainer },
  checks: (container, { images, containers }, { name }) => [
    () => {
      const written = container.stopSignal();
      // The image's own holds.
      if (!written) return undefined;
      const signal = signalName(written);
      if (signal === "SIGKILL") return "is killed instead of stopped, by SIGKILL";
      const [known, key] = Object.hasOwn(containers, name)
        ? [containers, name]
        : [images, imageName(container.image())];
      const suited = Object.hasOwn(known, key) ? known[key] : undefined;
      return suited === undefined || suited.includes(signal)
        ? undefined
        : `is stopped by ${signal}, and ends well at ${suited.join(" or ")}`;
    },
  ],
});
