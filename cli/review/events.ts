/**
 * What Pulumi's engine says while it previews: a line of JSON for each event, of the type `EngineEvent` in
 * github.com/pulumi/pulumi, sdk/go/common/apitype/events.go. The text that the CLI shows people is not read: it says
 * less, and in other words with each version.
 */

/** Stands for a value that is known only once the change is done. */
export const unknown = "(known once it is done)";

/** What the engine writes for it in place of text (`resource.UnknownStringValue` and its like in the same SDK). */
const unknownMarks: readonly unknown[] = [
  "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

/** The key that marks a value that is more than JSON has (`resource.SigKey`), and its value for a secret. */
const signature = { key: "4dabf18193072939515e22adb298388d", secret: "1b47061264138c4ac30d75fd1eb44270" };

/** Stands for a secret's value. */
export const secret = "[secret]";

/** JSON. */
export type Value = null | boolean | number | string | readonly Value[] | { readonly [key: string]: Value };

/** A resource's inputs or outputs. */
export type Properties = Readonly<Record<string, Value>>;

/** A resource as it is, or as it would be. */
export interface ResourceState {
  urn: string;
  type: string;
  id: string;
  /** URN of what it is part of; empty for the stack itself. */
  parent: string;
  inputs: Properties;
  outputs: Properties;
}

/** One thing that the engine would do with a resource; `op` is `same`, `create`, `delete-replaced` and so on. */
export interface Step {
  op: string;
  urn: string;
  type: string;
  old?: ResourceState;
  new?: ResourceState;
}

/** What a policy said about a resource. */
export interface PolicyMessage {
  /** URN; empty for the stack as a whole. */
  resource: string;
  policy: string;
  /** `mandatory`, or anything else that stops nothing. */
  level: string;
  message: string;
}

/** A preview. */
export interface Preview {
  /** Every step, in the order of the engine; of what stays the same too. */
  steps: readonly Step[];
  /** URN of a component → the outputs that it had, and those that it would have. */
  outputs: ReadonlyMap<string, { old?: Properties; new?: Properties }>;
  policies: readonly PolicyMessage[];
  errors: readonly string[];
  warnings: readonly string[];
}

interface EventState extends Omit<ResourceState, "inputs" | "outputs"> {
  inputs?: Properties | null;
  outputs?: Properties | null;
}

interface Metadata {
  op: string;
  urn: string;
  type: string;
  old?: EventState | null;
  new?: EventState | null;
}

interface EngineEvent {
  resourcePreEvent?: { metadata: Metadata };
  resOutputsEvent?: { metadata: Metadata };
  policyEvent?: { resourceUrn?: string; message: string; policyName: string; enforcementLevel: string };
  diagnosticEvent?: { urn?: string; message: string; severity: string };
}

/** `value` with secrets and unknowns as text. */
function plain(value: Value): Value {
  if (typeof value === "string") return unknownMarks.includes(value) ? unknown : value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  if (signature.key in value) return (value as Properties)[signature.key] === signature.secret ? secret : unknown;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}

function properties(all: Properties | null | undefined): Properties {
  return plain(all ?? {}) as Properties;
}

function state(given: EventState | null | undefined): ResourceState | undefined {
  if (given === null || given === undefined) return undefined;
  const { urn, type, id, parent, inputs, outputs } = given;
  return { urn, type, id, parent, inputs: properties(inputs), outputs: properties(outputs) };
}

function step({ op, urn, type, old: before, new: after }: Metadata): Step {
  const [was, is] = [state(before), state(after)];
  return { op, urn, type, ...(was === undefined ? {} : { old: was }), ...(is === undefined ? {} : { new: is }) };
}

/** Reads a preview's events as they come, line by line. */
export class PreviewReader {
  readonly #steps: Step[] = [];
  readonly #outputs = new Map<string, { old?: Properties; new?: Properties }>();
  readonly #policies: PolicyMessage[] = [];
  readonly #errors: string[] = [];
  readonly #warnings: string[] = [];

  /**
   * Takes a line. Those for Pulumi's own developers are dropped: they have secrets in the clear.
   * @throws SyntaxError for one that is no JSON
   */
  readonly take = (line: string): void => {
    if (line === "") return;
    const event = JSON.parse(line) as EngineEvent;
    if (event.resourcePreEvent !== undefined) this.#steps.push(step(event.resourcePreEvent.metadata));
    if (event.resOutputsEvent !== undefined) this.#takeOutputs(event.resOutputsEvent.metadata);
    if (event.policyEvent !== undefined) {
      const { resourceUrn = "", message, policyName, enforcementLevel } = event.policyEvent;
      this.#policies.push({
        resource: resourceUrn,
        policy: policyName,
        level: enforcementLevel,
        message: message.trim(),
      });
    }
    if (event.diagnosticEvent !== undefined) {
      const { message, severity } = event.diagnosticEvent;
      if (severity === "error") this.#errors.push(message.trim());
      if (severity === "warning") this.#warnings.push(message.trim());
    }
  };

  #takeOutputs(metadata: Metadata): void {
    const { urn, old: before, new: after } = step(metadata);
    this.#outputs.set(urn, {
      ...(before === undefined ? {} : { old: before.outputs }),
      ...(after === undefined ? {} : { new: after.outputs }),
    });
  }

  /** All that was read. */
  get preview(): Preview {
    return {
      steps: this.#steps,
      outputs: this.#outputs,
      policies: this.#policies,
      errors: this.#errors,
      warnings: this.#warnings,
    };
  }
}
