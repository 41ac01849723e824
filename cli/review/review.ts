/** A preview as a reviewer needs it: everything that is read from the engine's events, in one place. */
import type { StateResource } from "../stack/checkpoint.ts";
import { type ContainerChange, containerChanges } from "./containers.ts";
import type { Preview } from "./events.ts";
import { type FileChange, fileChanges } from "./files.ts";
import { type Granted, type GrantedChange, grantedChanges, grantedOf } from "./granted.ts";
import { type PlainSecret, plainSecrets } from "./plain-secrets.ts";
import { type PolicyFindings, policyFindings } from "./policies.ts";
import { type Resource, resourcesOf, types } from "./resources.ts";
import { type Risk, risks } from "./risks.ts";

export interface Review {
  /** Every resource that does not stay the same. */
  changed: readonly Resource[];
  risks: readonly Risk[];
  policies: PolicyFindings;
  plainSecrets: readonly PlainSecret[];
  containers: readonly ContainerChange[];
  files: readonly FileChange[];
  granted: Granted;
  grantedChanges: readonly GrantedChange[];
  warnings: readonly string[];
}

/** What a review knows beside the preview. */
export interface Known {
  /** The state's resources. */
  state: readonly StateResource[];
  /** The values of the state's secrets, and where each comes from. */
  values: ReadonlyMap<string, string>;
}

/** Components are made of others: what they are made of is what changes. */
function isReal({ type }: Resource): boolean {
  return !type.startsWith("kompose:") && type !== types.stack;
}

export function reviewOf(preview: Preview, { state, values }: Known): Review {
  const resources = resourcesOf(preview);
  const granted = grantedOf(resources);
  return {
    changed: resources.filter((resource) => isReal(resource) && resource.fate !== "same"),
    risks: risks(resources, granted, preview.errors),
    policies: policyFindings(preview),
    plainSecrets: plainSecrets(resources, values),
    containers: containerChanges(resources, state),
    files: fileChanges(resources),
    granted,
    grantedChanges: grantedChanges(granted, resources),
    warnings: preview.warnings,
  };
}

/** What CI is told. */
export const exitCodes = { nothing: 0, changes: 2, dataAtRisk: 3, violation: 4 } as const;

/** A violation says more than data at risk: no approval helps against it. */
export function exitCode({ changed, risks, policies, plainSecrets, grantedChanges, files }: Review): number {
  if (policies.violations.length > 0 || plainSecrets.length > 0) return exitCodes.violation;
  if (risks.length > 0) return exitCodes.dataAtRisk;
  return changed.length + grantedChanges.length + files.length > 0 ? exitCodes.changes : exitCodes.nothing;
}
