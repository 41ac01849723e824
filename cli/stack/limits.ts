/** Holds every service's limits against what the engine can grant, before anything is changed. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { stateDirectory } from "../paths.ts";
import { engineEnvironment } from "../setup/engine.ts";
import { UserError } from "../terminal.ts";
import { writeAtomically } from "./state.ts";

/** The limits of a service, with everything decided that the settings decide. */
export interface ServiceLimits {
  name: string;
  /** MiB. */
  memory: number;
  /** Cores. */
  cpus: number;
  openFiles: number;
}

/** What the engine's machine has. */
export interface EngineFacts {
  /** The engine's own id: it stays when the engine is started again. */
  id: string;
  cpus: number;
  /** MiB. */
  memory: number;
}

/** What the engine says about itself. */
export async function engineFacts(host: string): Promise<EngineFacts> {
  const { stdout } = await execa("docker", ["info", "--format", "{{json .ID}} {{.NCPU}} {{.MemTotal}}"], {
    env: engineEnvironment(host),
  });
  const [id = "", cpus, memory] = stdout.split(" ");
  return { id: JSON.parse(id), cpus: Number(cpus), memory: Math.floor(Number(memory) / 1024 ** 2) };
}

/** How a person lowers a limit of a service. */
function setting(service: string, key: keyof ServiceLimits): string {
  return `kompose:services.${service}.${key}`;
}

/** Limits of memory and CPUs beyond what the machine has, a line each. */
export function beyondMachine(services: readonly ServiceLimits[], facts: EngineFacts): string[] {
  return services.flatMap(({ name, memory, cpus }) => [
    ...(memory > facts.memory
      ? [`${name} wants ${memory} MiB of memory, the machine has ${facts.memory} MiB: lower ${setting(name, "memory")}`]
      : []),
    ...(cpus > facts.cpus
      ? [`${name} wants ${cpus} CPUs, the machine has ${facts.cpus}: lower ${setting(name, "cpus")}`]
      : []),
  ]);
}

/** Limits of open files that the engine does not grant, a line each. `granted` is the highest that it does. */
export function beyondGranted(services: readonly ServiceLimits[], granted: number): string[] {
  return services.flatMap(({ name, openFiles }) =>
    openFiles > granted
      ? [
          `${name} wants ${openFiles} open files, the engine grants ${granted}: lower ${setting(name, "openFiles")}, ` +
            "or raise the limit that dockerd runs under",
        ]
      : [],
  );
}

/** The limit that the engine refused, and how high it goes; undefined when it granted `files`. */
async function probe(host: string, image: string, files: number): Promise<number | undefined> {
  const run = (...limit: string[]) =>
    execa("docker", ["run", "--rm", "--network=none", ...limit, "--entrypoint=sh", image, "-c", "ulimit -Hn"], {
      env: engineEnvironment(host),
      reject: false,
      all: true,
    });
  const asked = await run(`--ulimit=nofile=${files}:${files}`);
  if (!asked.failed) return undefined;
  if (!/rlimit|operation not permitted|ulimit/i.test(asked.all)) {
    throw new UserError(`a container to try the limit of open files could not be started:\n${asked.all}`);
  }
  const free = await run();
  const highest = Number(free.stdout);
  return Number.isInteger(highest) && highest < files ? highest : 0;
}

/** Which limit of open files each engine is known to grant: engine id → files. */
type Granted = Record<string, number>;

function readGranted(file: string): Granted {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}

/** Options of {@link checkLimits}. */
export interface LimitOptions {
  /** Image with a shell for the probe; obtained only when there is something to try. Absent: nothing is tried. */
  probeImage?: () => Promise<string>;
  directory?: string;
}

/**
 * Compares the limits of every service with what the engine has and grants. Open files can only be tried, with one
 * container; what was granted is remembered, so that it is tried once.
 * @throws UserError with every limit that can not be granted
 */
export async function checkLimits(
  services: readonly ServiceLimits[],
  host: string,
  options: LimitOptions = {},
): Promise<void> {
  const facts = await engineFacts(host);
  const problems = beyondMachine(services, facts);
  const files = Math.max(0, ...services.map(({ openFiles }) => openFiles));
  const memory = join(options.directory ?? stateDirectory, "granted-limits.json");
  const granted = readGranted(memory);
  if (options.probeImage !== undefined && files > (granted[facts.id] ?? 0)) {
    const highest = await probe(host, await options.probeImage(), files);
    if (highest === undefined) writeAtomically(memory, JSON.stringify({ ...granted, [facts.id]: files }));
    else problems.push(...beyondGranted(services, highest));
  }
  if (problems.length > 0) throw new UserError(limitsMessage(problems, host));
}

/** All problems in one message. */
export function limitsMessage(problems: readonly string[], host: string): string {
  return `the engine on ${host} can not grant these limits; nothing was changed:\n${problems
    .map((problem) => `  - ${problem}`)
    .join("\n")}`;
}
