/** Where data is kept, and whether it is still there tomorrow. */
import { type Mount, running } from "../read/container.ts";
import type { Reader, StackResource } from "../read/resource.ts";
import { type Option, ofStack, type Schema, stackRule } from "../rule.ts";
import { containerRule } from "../subjects.ts";

const text: Schema = { type: "string", minLength: 1 };

/**
 * Data has a name. A volume that an image asks for (VOLUME) has none either, and can not be seen here: it is one where
 * no volume is mounted.
 */
export const volumesHaveNames = containerRule({
  name: "data-volumes-have-names",
  severity: "high",
  description: "Every volume that a container mounts has a name.",
  rationale: "One without is lost as soon as its container is replaced, and nobody finds what was in it.",
  source: "Docker documentation, volumes, named and anonymous volumes",
  remediation: "Declare a Volume, and mount it by its name.",
  checks: (container) =>
    container.mounts().map((read) => () => {
      const { kind, source, target } = read();
      return kind === "volume" && source === undefined ? `mounts a volume without a name at ${target}` : undefined;
    }),
});

const folders: Option<Readonly<Record<string, Readonly<Record<string, string>>>>> = {
  default: {},
  schema: {
    type: "object",
    description: "The host's folders and files that a container may write to, and why: container → path → reason.",
    additionalProperties: { type: "object", additionalProperties: { type: "string", minLength: 10 } },
  },
};

/** Data is in volumes. */
export const noHostFolders = containerRule({
  name: "data-no-host-folders",
  severity: "high",
  description: "No container writes to a folder of the host.",
  rationale: "It is on one host alone, in no list of volumes and in no backup, and belongs to whoever uses its number.",
  source: "Docker documentation, bind mounts, considerations; CIS Docker Benchmark 1.7, 5.6",
  remediation: "Mount a volume, mount the folder read-only, or declare it in `folders` with the reason.",
  options: { folders },
  checks: (container, { folders }, { name }) =>
    container.mounts().map((read) => () => {
      const { kind, source, target, readOnly } = read();
      if (kind !== "host" || readOnly) return undefined;
      const declared = Object.hasOwn(folders, name) ? (folders[name] ?? {}) : {};
      return Object.hasOwn(declared, String(source)) ? undefined : `writes to ${source} of the host at ${target}`;
    }),
});

/** A mount of a container. */
interface Mounting {
  resource: StackResource;
  read: Reader<Mount>;
}

function mountings(resources: readonly StackResource[]): Mounting[] {
  return running(resources).flatMap(({ resource, container }) =>
    container.mounts().map((read) => ({ resource, read })),
  );
}

/** The volume that a mount lets its container write to; undefined where it is none, or read-only. */
function written(read: Reader<Mount>): string | undefined {
  const { kind, source, readOnly } = read();
  return kind === "volume" && !readOnly ? source : undefined;
}

function ofType(resources: readonly StackResource[], type: string): StackResource[] {
  return resources.filter((resource) => resource.type === type);
}

const volume = "docker:index/volume:Volume";

/**
 * A mistake in a program deletes no data.
 *
 * `retainOnDelete` would keep the volume too, when its resource goes; it is not among the options that Pulumi hands to
 * a policy (pulumi.proto, AnalyzerResourceOptions), so it can not be asked for here.
 */
export const dataIsProtected = stackRule({
  name: "data-is-protected",
  severity: "critical",
  description: "Every volume that a container writes to is protected from being deleted.",
  rationale: "A renamed resource, or a wrong stack, would delete it with all that people entrusted to it.",
  source: "Pulumi documentation, resource options, protect; incident: a volume lost to a rename",
  remediation: "Set the option protect on it, or disable the policy where data may go with the platform.",
  findings: (resources) =>
    ofType(resources, volume).flatMap((resource) =>
      mountings(resources).map((mounting) => ({
        resource,
        check: () => {
          // Asked first: of what is protected nothing needs to be known.
          if (resource.opts.protect || written(mounting.read) !== resource.props.name) return undefined;
          return `has data of ${mounting.resource.name}, and is not protected`;
        },
      })),
    ),
});

/** Two programs do not write the same files. */
export const oneWriter = stackRule({
  name: "data-one-writer",
  severity: "medium",
  description: "No volume is written to by two containers.",
  rationale: "Databases take themselves to be alone with their files, and what two of them write is lost.",
  source: "PostgreSQL documentation, 18.2 Creating a Database Cluster; Redis documentation, persistence",
  remediation: "Mount it read-only in all but one, or give each its own.",
  findings: (resources) => {
    // Pulumi has the resources in whichever order they were ready.
    const all = mountings(resources).toSorted((a, b) => a.resource.name.localeCompare(b.resource.name));
    return all.flatMap((later, i) =>
      all.slice(0, i).map((earlier) => ({
        resource: later.resource,
        check: () => {
          const name = earlier.resource === later.resource ? undefined : written(later.read);
          if (name === undefined || name !== written(earlier.read)) return undefined;
          return `writes to ${name}, and so does ${earlier.resource.name}`;
        },
      })),
    );
  },
});

const label: Option<string> = {
  default: "dev.kompose.backup",
  schema: { ...text, description: "The label of a volume that is backed up. Its value says how, and is not empty." },
};

const backedUp: Option<readonly string[]> = {
  default: [],
  schema: { type: "array", items: text, description: "Volumes and databases that are backed up and have no label." },
};

/** What is gone can be had back. Until there are backups it only says what there is none of. */
export const dataIsBackedUp = stackRule({
  name: "data-is-backed-up",
  severity: "medium",
  description: "Every volume that a container writes to, and every database, is in the backup.",
  rationale: "A disk fails, a program has a bug, and somebody deletes what was in use.",
  source: "NIST SP 800-53 rev. 5, CP-9; CISA, data backup options",
  remediation: "Back it up, and say so by a label or in `backedUp`.",
  enforcementLevel: "advisory",
  options: { label, backedUp },
  findings: (resources, { label, backedUp }) =>
    ofStack(resources, () => {
      const labelled = ofType(resources, volume)
        .filter(({ props }) =>
          props.labels?.some((one: { label: string; value: string }) => one.label === label && one.value),
        )
        .map(({ props }) => props.name as string);
      const data = [
        ...mountings(resources).map(({ read }) => written(read)),
        // Of @pulumi/postgresql, @pulumi/mysql and their like.
        ...resources.filter(({ type }) => type.endsWith(":Database")).map(({ name, props }) => props.name ?? name),
      ];
      const missing = [...new Set(data)]
        .filter((name) => name !== undefined && ![...labelled, ...backedUp].includes(name))
        .sort();
      return missing.length === 0 ? undefined : `has data that is in no backup: ${missing.join(", ")}`;
    }),
});
