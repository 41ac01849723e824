/** What we read of a stack's state. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A resource as the state has it. Secrets in its inputs are encrypted. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  /** Created by Pulumi, not a component. */
  custom?: boolean;
  /** Replaced, and still to be deleted. */
  delete?: boolean;
  protect?: boolean;
  /** URNs of those that had to be there before it. */
  dependencies?: readonly string[];
  inputs?: Record<string, unknown>;
}

/** A stack's state. */
export interface Checkpoint {
  resources: readonly StateResource[];
  /** Operations that were begun and not ended: an interrupted run's. */
  pending: number;
  /** The salt of the passphrase that the secrets are encrypted with. */
  salt: string | undefined;
}

/** The file that holds the state of `stack`. */
export function checkpointFile(backend: string, project: string, stack: string): string {
  return join(backend, ".pulumi", "stacks", project, `${stack}.json`);
}

/** A state as the CLI writes and exports it. */
export interface Deployment {
  secrets_providers?: { state?: { salt?: string } };
  resources?: StateResource[];
  pending_operations?: unknown[];
}

/** What we read of a state; of a new stack there may be nothing yet. */
export function fromDeployment(deployment: Deployment | undefined): Checkpoint {
  return {
    resources: deployment?.resources ?? [],
    pending: deployment?.pending_operations?.length ?? 0,
    salt: deployment?.secrets_providers?.state?.salt,
  };
}

/**
 * The state of `stack` in the file backend, read from its file: what half a second of the CLI would tell, at once.
 * Undefined when there is none.
 */
export function readCheckpoint(backend: string, project: string, stack: string): Checkpoint | undefined {
  const file = checkpointFile(backend, project, stack);
  if (!existsSync(file)) return undefined;
  const { checkpoint } = JSON.parse(readFileSync(file, "utf8")) as { checkpoint: { latest?: Deployment } };
  return fromDeployment(checkpoint.latest);
}

/** The resources of a type that are on the engine, those still to be deleted too. */
export function resourcesOfType(checkpoint: Checkpoint | undefined, type: string): readonly StateResource[] {
  return checkpoint?.resources.filter((resource) => resource.type === type) ?? [];
}

const generated = /^(random|tls):/;

function isDataVolume({ type, inputs }: StateResource): boolean {
  const labels = inputs?.labels;
  return (
    type === "docker:index/volume:Volume" &&
    Array.isArray(labels) &&
    labels.some((label) => label?.label === "dev.kompose.data" && label?.value === "true")
  );
}

/**
 * What must stay in the state when everything but data goes: volumes with data, and generated secrets, without which
 * the data could not be used again. Pulumi keeps what these need (their component, their provider).
 */
export function keptWithData(checkpoint: Checkpoint): readonly string[] {
  return checkpoint.resources
    .filter((resource) => resource.custom === true && (generated.test(resource.type) || isDataVolume(resource)))
    .map(({ urn }) => urn);
}
