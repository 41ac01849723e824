/** What a policy lets pass and what it stops, as data: the good platform with one field changed. */
import type { RulePolicy } from "../../../policy/rule.ts";
import { type GoodName, type GoodResource, good } from "./good.ts";
import type { Excepted } from "./judge.ts";

/** One change of the good platform. */
export interface Change {
  /** The resource that is changed. Absent: nothing is. */
  on?: GoodName;
  /**
   * The field, below the resource: `props.` is understood. `networkMode`, `ports.0.external`, `opts.protect`. A list's
   * length as the last part appends: `ports.3`. `resource` is all of it.
   */
  set?: string;
  /** Its new value; undefined removes it. */
  to?: unknown;
  /** What the environment sets for the policy. Default: nothing. */
  options?: object;
  /** A policy that is asked about every resource first, and its exceptions. Default: none. */
  excepted?: Excepted;
}

/** A change that violates the policy. */
export interface Violation extends Change {
  /** What the policy says of it: what the resource does, without its name and the remedy. */
  says: string | readonly string[];
  /** The resource it is said of. Default: the changed one. */
  of?: string;
}

/** The fixtures of one policy. */
export interface Fixtures {
  policy: RulePolicy;
  /** Whether a violation is told and stops nothing. Default: it stops the update. */
  advisory?: true;
  /** Beside the good platform itself, which passes every policy. */
  passes: readonly Change[];
  fails: readonly Violation[];
  /** Changes to something unknown in a preview, about which the policy can not decide; the message names the value. */
  undecided?: readonly (Change & { names: string })[];
}

/** The good platform with a change. */
export function changed({ on, set, to }: Change): Record<string, GoodResource> {
  const copy = structuredClone(good) as Record<string, GoodResource>;
  if (on === undefined) return copy;
  if (set === undefined) throw new Error(`what is changed on ${on}?`);
  if (set === "resource") return { ...copy, [on]: to as GoodResource };
  const own = ["opts.protect", "dependsOn", "type"].includes(set);
  const path = own ? [set.replace("opts.", "")] : ["props", ...split(set)];
  let at = copy[on] as unknown as Record<string, unknown>;
  for (const key of path.slice(0, -1)) {
    at[key] ??= {};
    at = at[key] as Record<string, unknown>;
  }
  const last = path.at(-1) as string;
  if (to === undefined) delete at[last];
  else at[last] = to;
  return copy;
}

/** Parts of a path; one with dots of its own stands in brackets: `files[traefik.yml]`. */
function split(path: string): string[] {
  return [...path.matchAll(/\[([^\]]+)\]|([^.[\]]+)/g)].map(([, bracketed, plain]) => (bracketed ?? plain) as string);
}

/** A change in words. */
export function title({ on, set, to, options, excepted }: Change): string {
  const change = on === undefined ? "the good platform" : `${on}: ${set} = ${JSON.stringify(to)}`;
  const withOptions = options === undefined ? change : `${change} with ${JSON.stringify(options)}`;
  return excepted === undefined ? withOptions : `${withOptions} beside ${JSON.stringify(excepted.exceptions)}`;
}

/** The whole messages that a violation is reported with. */
export function messages(policy: RulePolicy, { says, on, of = on }: Violation): string[] {
  return [says].flat().map((problem) => `${of} ${problem}. ${policy.remediationSteps}`);
}
