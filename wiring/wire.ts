/** From all descriptions and an environment's settings to what each stack is to provision. Pure. */
import { credentialFiles } from "../config/credentials.ts";
import { type ImageLock, imageReference } from "../config/image-reference.ts";
import type { SecretFile } from "../config/secret-file.ts";
import type { Settings } from "../config/settings.ts";
import { parseSize } from "../config/size.ts";
import { contradictions } from "./contradictions.ts";
import { type CoreConsumers, coreConsumers } from "./core-consumers.ts";
import type { Described, ServiceDescription } from "./service.ts";

/** A service with everything decided that an environment can decide. */
export interface ServiceDefinition
  extends Omit<ServiceDescription, "kind" | "needs" | "memory" | "cpus" | "openFiles"> {
  /** The stack it belongs to, such as `core`. */
  stack: string;
  /** The exact image to run: by digest, or as the environment's settings say. */
  reference: string;
  /** Memory limit in MiB. */
  memory: number;
  /** CPU limit in cores. */
  cpus: number;
  /** Limit of open files; the engine's own where absent. */
  openFiles?: number;
  /** The credentials of its needs. */
  files: readonly SecretFile[];
}

/** The core services and who uses them. */
export interface CoreShare extends CoreConsumers {
  postgres: ServiceDefinition;
  redis: ServiceDefinition;
  redisSessions: ServiceDefinition;
  mqtt: ServiceDefinition;
}

/** A stack of services that need no wiring beyond their own descriptions. */
export interface StackShare {
  name: string;
  services: readonly ServiceDefinition[];
}

export interface Platform {
  /** Every service, in the order of stack and name. */
  services: readonly ServiceDefinition[];
  core: CoreShare;
  /** All stacks but the core. */
  stacks: readonly StackShare[];
}

/** Descriptions that contradict each other or the settings: every contradiction, a line each. */
export class WiringError extends Error {
  constructor(problems: readonly string[]) {
    super(`the descriptions in services/ can not be wired:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

const coreNames = {
  postgres: "core-postgres",
  redis: "core-redis",
  redisSessions: "core-redis-sessions",
  mqtt: "core-mqtt",
} as const;

function define(
  stack: string,
  description: ServiceDescription,
  settings: Settings,
  lock: ImageLock,
): ServiceDefinition {
  const { kind: _, needs, memory, cpus, openFiles, ...rest } = description;
  const limits = settings.services[description.name] ?? {};
  const files = limits.openFiles ?? openFiles;
  return {
    ...rest,
    stack,
    reference: imageReference(description.image, settings, lock),
    memory: limits.memory ?? parseSize(memory),
    cpus: limits.cpus ?? cpus ?? 1,
    ...(files === undefined ? {} : { openFiles: files }),
    files: needs === undefined ? [] : credentialFiles(description.name, needs),
  };
}

/**
 * Derives every stack's share from the descriptions.
 * @param lock the digests of `images.lock.json`
 * @throws WiringError with every contradiction at once
 */
export function wire(described: readonly Described[], settings: Settings, lock: ImageLock): Platform {
  const problems = contradictions(described);
  const missing = Object.values(coreNames).filter(
    (name) => !described.some(({ description }) => description.kind === "service" && description.name === name),
  );
  problems.push(...missing.map((name) => `core: no service named ${name}, which the CoreStack is made of`));
  if (problems.length > 0) throw new WiringError(problems);

  const services = described.flatMap(({ stack, description }) =>
    description.kind === "service" ? [define(stack, description, settings, lock)] : [],
  );
  const core = (name: string) => services.find((service) => service.name === name) as ServiceDefinition;
  const stacks = [...new Set(services.map(({ stack }) => stack))].filter((stack) => stack !== "core");
  return {
    services,
    core: {
      postgres: core(coreNames.postgres),
      redis: core(coreNames.redis),
      redisSessions: core(coreNames.redisSessions),
      mqtt: core(coreNames.mqtt),
      ...coreConsumers(
        described.map(({ description }) => description),
        settings,
      ),
    },
    stacks: stacks.map((name) => ({ name, services: services.filter(({ stack }) => stack === name) })),
  };
}
