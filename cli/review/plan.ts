/**
 * What a review has seen, so that `bin/up --plan` does that and nothing else: it previews once more and compares.
 *
 * Not Pulumi's own plans (`--save-plan`): those refuse a secret that is still to be generated as a change of what was
 * planned, print the secrets of what differs, and do not say from which state they are. This has no secret in it.
 */
import { isDeepStrictEqual } from "node:util";
import type { Properties, Value } from "./events.ts";
import type { Resource } from "./resources.ts";
import type { Review } from "./review.ts";

/** Everything that would change, by what it is. */
export interface Plan {
  stack: string;
  /** URN → what becomes of it, from what and to what. */
  resources: Readonly<Record<string, Value>>;
  /** Files and what is granted, as the review has them. */
  files: Value;
  granted: Value;
}

/** What differs between two previews of the same: generated names, and when somebody's changes were found. */
function lasting(inputs: Properties): Properties {
  const chosen = Array.isArray(inputs.__defaults) ? inputs.__defaults : [];
  const { environment } = inputs;
  const drift = (environment as Properties | undefined)?.DRIFT;
  return {
    ...Object.fromEntries(Object.entries(inputs).filter(([key]) => !chosen.includes(key))),
    // Its first line is a time; components/realm.ts.
    ...(typeof drift === "string"
      ? { environment: { ...(environment as Properties), DRIFT: drift.replace(/^.*\n/, "") } }
      : {}),
  };
}

function planned({ fate, deletedFirst, old: before, new: after }: Resource): Value {
  return {
    fate,
    deletedFirst,
    before: before === undefined ? null : lasting(before.inputs),
    after: after === undefined || fate === "delete" ? null : lasting(after.inputs),
  };
}

/** The plan of a review. */
export function planOf(stack: string, { changed, files, grantedChanges }: Review): Plan {
  const plan: Plan = {
    stack,
    resources: Object.fromEntries(changed.map((resource) => [resource.urn, planned(resource)])),
    files: files.map((file) => ({ ...file })) as unknown as Value,
    granted: grantedChanges.map((change) => ({ ...change })) as unknown as Value,
  };
  // As it is once it was written and read.
  return JSON.parse(JSON.stringify(plan)) as Plan;
}

/** What would be done otherwise than was planned, a line each; none where all is as it was planned. */
export function deviations(plan: Plan, now: Plan): string[] {
  if (plan.stack !== now.stack) return [`the plan is for ${plan.stack}, not for ${now.stack}`];
  const urns = [...new Set([...Object.keys(plan.resources), ...Object.keys(now.resources)])].sort();
  const resources = urns.flatMap((urn) => {
    const [was, is] = [plan.resources[urn], now.resources[urn]];
    if (isDeepStrictEqual(was, is)) return [];
    const [kind = "", name = ""] = urn.split("::").slice(-2);
    const type = kind.replace(/^.*:/, "");
    if (was === undefined) return [`${type} ${name} would change, which was not planned`];
    return [
      is === undefined ? `${type} ${name} would not change, as was planned` : `${type} ${name} would change otherwise`,
    ];
  });
  return [
    ...resources,
    ...(isDeepStrictEqual(plan.files, now.files) ? [] : ["files of services would change otherwise"]),
    ...(isDeepStrictEqual(plan.granted, now.granted) ? [] : ["something else would be granted"]),
  ];
}
