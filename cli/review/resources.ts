/** What a preview comes to for each resource. */
import type { Preview, Properties, ResourceState } from "./events.ts";

/** What becomes of a resource. */
export type Fate = "same" | "create" | "update" | "replace" | "delete";

export interface Resource {
  urn: string;
  type: string;
  /** The name that the program gives it. */
  name: string;
  /** The service that it is part of; what is part of none is undefined. */
  service: string | undefined;
  fate: Fate;
  /** Replaced by deleting it first. */
  deletedFirst: boolean;
  old?: ResourceState;
  new?: ResourceState;
  /** Outputs as they were, and as far as they are known as they would be. */
  outputs: { old?: Properties; new?: Properties };
}

/** Resource types of the platform's program, and of its providers. */
export const types = {
  container: "docker:index/container:Container",
  volume: "docker:index/volume:Volume",
  network: "docker:index/network:Network",
  image: "docker:index/remoteImage:RemoteImage",
  engine: "pulumi:providers:docker",
  command: "command:local:Command",
  password: "random:index/randomPassword:RandomPassword",
  files: "kompose:host:HostFiles",
  granted: "kompose:platform:Granted",
  service: "kompose:service:Service",
  realm: "kompose:auth:Realm",
  stack: "pulumi:pulumi:Stack",
} as const;

/** `core-redis` of `urn:pulumi:dev::kompose::…::core-redis`. */
export function nameOf(urn: string): string {
  return urn.slice(urn.lastIndexOf("::") + 2);
}

function fate(ops: readonly string[]): Fate {
  const has = (op: string) => ops.includes(op);
  if (has("replace") || has("create-replacement") || has("delete-replaced")) return "replace";
  for (const op of ["create", "delete", "update"] as const) if (has(op)) return op;
  return ops.every((op) => op === "same") ? "same" : "update";
}

/** Every resource, in the order in which the engine comes to it first. */
export function resourcesOf({ steps, outputs }: Preview): Resource[] {
  const byUrn = Map.groupBy(steps, ({ urn }) => urn);
  const parents = new Map(
    steps.flatMap((step) => [step.old, step.new].flatMap((state) => (state ? [[state.urn, state]] : []))),
  );
  /** The name of the nearest service, or of the realm, that `urn` is part of. */
  const serviceOf = (urn: string): string | undefined => {
    for (let at = parents.get(urn); at !== undefined; at = parents.get(at.parent)) {
      if (at.type === types.service || at.type === types.realm) return nameOf(at.urn);
    }
    return undefined;
  };
  return [...byUrn].map(([urn, own]) => {
    const ops = own.map(({ op }) => op);
    const before = own.find((step) => step.old !== undefined)?.old;
    const after = own.findLast((step) => step.new !== undefined)?.new;
    const last = outputs.get(urn);
    return {
      urn,
      type: own[0]?.type ?? "",
      name: nameOf(urn),
      service: serviceOf(urn),
      fate: fate(ops),
      deletedFirst:
        ops.includes("delete-replaced") && ops.indexOf("delete-replaced") < ops.indexOf("create-replacement"),
      ...(before === undefined ? {} : { old: before }),
      ...(after === undefined ? {} : { new: after }),
      outputs: {
        ...(before === undefined ? {} : { old: before.outputs }),
        ...(last?.new === undefined ? {} : { new: last.new }),
      },
    };
  });
}

/** A list of label and value, as the engine's resources have it, by label. */
export function labelsOf(state: ResourceState | undefined): Readonly<Record<string, string>> {
  const labels = state?.inputs.labels;
  if (!Array.isArray(labels)) return {};
  return Object.fromEntries(labels.map(({ label, value }) => [label, value]));
}

/** Whether a resource is a volume with data, as it was or as it would be. */
export function isDataVolume({ type, old: before, new: after }: Resource): boolean {
  return type === types.volume && [before, after].some((state) => labelsOf(state)["dev.kompose.data"] === "true");
}
