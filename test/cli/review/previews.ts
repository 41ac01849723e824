/** Previews for tests, of events as the engine writes them. */
import { type Preview, PreviewReader } from "../../../cli/review/events.ts";
import { types } from "../../../cli/review/resources.ts";

interface Given {
  /** In the engine's order. */
  ops: readonly string[];
  /** URN of what it is part of. */
  parent?: string;
  /** Inputs before and after. */
  old?: object;
  new?: object;
  /** Outputs before and after. */
  had?: object;
  has?: object;
}

/** A resource's URN. */
export const urnOf = (type: string, name: string) => `urn:pulumi:test::kompose::${type}::${name}`;

/** The lines of events about a resource. */
export function events(type: string, name: string, given: Given): string[] {
  const urn = urnOf(type, name);
  const state = (inputs: object | undefined, outputs: object = {}) =>
    inputs && { type, urn, id: "", parent: given.parent ?? "", inputs, outputs };
  const metadata = (op: string) => ({
    op,
    urn,
    type,
    old: op === "create" ? null : (state(given.old, given.had) ?? null),
    new: op.startsWith("delete") ? null : (state(given.new ?? given.old, given.has) ?? null),
  });
  return [
    ...given.ops.map((op) => JSON.stringify({ resourcePreEvent: { metadata: metadata(op) } })),
    JSON.stringify({ resOutputsEvent: { metadata: metadata(given.ops.at(-1) ?? "same") } }),
  ];
}

/** What the engine does with a resource that is replaced, by which of the two is there first. */
export const replaced = {
  deletedFirst: ["delete-replaced", "replace", "create-replacement"],
  createdFirst: ["create-replacement", "replace", "delete-replaced"],
} as const;

/** The component of a service; what is part of it has its URN as parent. */
export const serviceEvents = (name: string, op = "same") =>
  events(types.service, name, { ops: [op], old: {}, new: {} });

/** The service that a resource is part of. */
export const partOf = (service: string) => ({ parent: urnOf(types.service, service) });

/** A container's labels. */
export const labels = (values: Record<string, string>) =>
  Object.entries(values).map(([key, value]) => ({ label: `dev.kompose.${key}`, value }));

/** What a policy says, as an event. */
export const policyEvent = (resourceUrn: string, policyName: string, enforcementLevel: string, message: string) =>
  JSON.stringify({ policyEvent: { resourceUrn, policyName, enforcementLevel, message } });

/** What the engine says to a person, as an event. */
export const diagnostic = (severity: string, message: string) =>
  JSON.stringify({ diagnosticEvent: { severity, message } });

/** A preview of all these events. */
export function preview(...lines: (string | readonly string[])[]): Preview {
  const reader = new PreviewReader();
  for (const line of lines.flat()) reader.take(line);
  return reader.preview;
}
