/** What becomes of every container: in which order they go, and for how long. */
import type { StateResource } from "../stack/checkpoint.ts";
import type { Properties } from "./events.ts";
import { labelsOf, type Resource, types } from "./resources.ts";

/** What becomes of one container. */
export interface ContainerChange {
  /** The service's name; that of the resource for a container of no service. */
  service: string;
  urn: string;
  /**
   * - `starts`: there was none.
   * - `swaps`: the new one is healthy before the old one stops, so that no request is lost.
   * - `restarts`: it stops first, and is away until the new one is healthy.
   * - `adapts`: it runs on with other limits.
   * - `ends`: there will be none.
   */
  what: "starts" | "swaps" | "restarts" | "adapts" | "ends";
  /** From 1: those of one step go at the same time, when those of the steps before are done. */
  step: number;
  /** For how long it was away, or took to be healthy, when that was last measured. Absent where it never was. */
  measured?: Measured;
}

/** Seconds. */
export interface Measured {
  seconds: number;
  /** `away`: from the stop of the one before it. `start`: from its own start, so that a stop comes on top. */
  of: "away" | "start";
}

/** What a container's gate recorded (components/scripts/wait-ready.sh), from its outputs. */
export function recorded(outputs: Properties | undefined): Measured | undefined {
  try {
    const record = JSON.parse(String(outputs?.stdout)) as { away?: unknown; healthyAfter?: unknown } | null;
    if (typeof record?.away === "number") return { seconds: record.away, of: "away" };
    if (typeof record?.healthyAfter === "number") return { seconds: record.healthyAfter, of: "start" };
  } catch {
    // Made before anything was recorded.
  }
  return undefined;
}

function whatOf({ fate, deletedFirst }: Resource): ContainerChange["what"] | undefined {
  switch (fate) {
    case "same":
      return undefined;
    case "create":
      return "starts";
    case "update":
      return "adapts";
    case "delete":
      return "ends";
    case "replace":
      return deletedFirst ? "restarts" : "swaps";
  }
}

/**
 * How many of `urns` must be done before each of them, on the longest way there.
 * @param known the state's resources, which say what each had to wait for
 */
function depths(urns: readonly string[], known: readonly StateResource[]): Map<string, number> {
  const waitsFor = new Map(known.map(({ urn, dependencies = [] }) => [urn, dependencies]));
  const found = new Map<string, number>();
  const depth = (urn: string): number => {
    const before = found.get(urn);
    if (before !== undefined) return before;
    // The engine refuses cycles, so this is there for nothing but the recursion's first step.
    found.set(urn, 0);
    const own = Math.max(0, ...(waitsFor.get(urn) ?? []).map((each) => depth(each) + (urns.includes(each) ? 1 : 0)));
    found.set(urn, own);
    return own;
  };
  for (const urn of urns) depth(urn);
  return found;
}

/**
 * The containers that something becomes of, in the order in which they are done; those of one step by name. Those that
 * start come after what is there, and those that end come last.
 */
export function containerChanges(
  resources: readonly Resource[],
  known: readonly StateResource[],
): readonly ContainerChange[] {
  const gates = new Map(
    resources.filter(({ type }) => type === types.command).map(({ name, outputs }) => [name, outputs.old]),
  );
  const found = resources
    .filter(({ type }) => type === types.container)
    .flatMap((container) => {
      const what = whatOf(container);
      if (what === undefined) return [];
      const { urn, name } = container;
      const service = container.service ?? labelsOf(container.new ?? container.old)["dev.kompose.service"] ?? name;
      const measured = recorded(gates.get(`${service}-ready`));
      return [{ service, urn, what, ...(measured === undefined ? {} : { measured }) }];
    });
  const order = depths(
    found.map(({ urn }) => urn),
    known,
  );
  const there = Math.max(0, ...found.map(({ urn }) => order.get(urn) ?? 0)) + 1;
  const late = { starts: there, ends: 2 * there, swaps: 0, restarts: 0, adapts: 0 } as const;
  const steps = found.map((each) => late[each.what] + (order.get(each.urn) ?? 0));
  const numbers = [...new Set(steps)].sort((a, b) => a - b);
  return found
    .map((each, i) => ({ ...each, step: numbers.indexOf(steps[i] as number) + 1 }))
    .sort((a, b) => a.step - b.step || a.service.localeCompare(b.service));
}
