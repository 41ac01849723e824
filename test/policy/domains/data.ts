/** What the policies about data let pass and stop. */
import * as policies from "../../../policy/domains/data.ts";
import type { Fixtures } from "../support/fixtures.ts";
import { unknown } from "../support/judge.ts";

const volumes = (...to: unknown[]) => ({ on: "web", set: "volumes", to }) as const;
const mounts = (...to: unknown[]) => ({ on: "web", set: "mounts", to }) as const;
const serviceMounts = (...to: unknown[]) => ({ on: "job", set: "taskSpec.containerSpec.mounts", to }) as const;

/** What another program of the good platform mounts. */
const mountsData = (more: object = {}) => volumes({ containerPath: "/data", volumeName: "database-data", ...more });
const volumeLabels = (...to: unknown[]) => ({ on: "database-data", set: "labels", to }) as const;
const nobody = "has data that is in no backup: ";
const database = (name: string | undefined) =>
  ({
    ...({ on: "password", set: "resource" } as const),
    to: { type: "postgresql:index/database:Database", props: { name } },
  }) as const;

export const data: readonly Fixtures[] = [
  {
    policy: policies.volumesHaveNames,
    passes: [
      mountsData(),
      mounts({ type: "volume", target: "/x", source: "y" }, { type: "tmpfs", target: "/x" }),
      volumes({ containerPath: "/x", hostPath: "/y" }),
      volumes({ containerPath: "/x", fromContainer: "y" }),
    ],
    fails: [
      { ...volumes({ containerPath: "/x" }), says: "mounts a volume without a name at /x" },
      { ...mounts({ type: "volume", target: "/x" }), says: "mounts a volume without a name at /x" },
      { ...mounts({ type: "volume", target: "/x", source: "" }), says: "mounts a volume without a name at /x" },
      { ...serviceMounts({ type: "volume", target: "/x" }), says: "mounts a volume without a name at /x" },
      {
        ...volumes({ containerPath: "/x", volumeName: "y" }, { containerPath: "/z", readOnly: true }),
        says: "mounts a volume without a name at /z",
      },
    ],
    undecided: [
      { ...mounts({ type: "volume", target: "/x", source: unknown.text }), names: ".mounts.0.source" },
      { ...volumes({ containerPath: "/x", volumeName: unknown.text }), names: ".volumes.0.volumeName" },
    ],
  },
  {
    policy: policies.noHostFolders,
    passes: [
      mountsData(),
      volumes({ containerPath: "/x", hostPath: "/y", readOnly: true }),
      mounts({ type: "bind", target: "/x", source: "/y", readOnly: true }),
      {
        ...volumes({ containerPath: "/x", hostPath: "/dev/stick" }),
        options: { folders: { web: { "/dev/stick": "a radio, which is no data" } } },
      },
    ],
    fails: [
      { ...volumes({ containerPath: "/x", hostPath: "/y" }), says: "writes to /y of the host at /x" },
      { ...mounts({ type: "bind", target: "/x", source: "/y" }), says: "writes to /y of the host at /x" },
      { ...serviceMounts({ type: "bind", target: "/x", source: "/y" }), says: "writes to /y of the host at /x" },
      {
        ...volumes({ containerPath: "/x", hostPath: "/y" }),
        options: { folders: { web: { "/z": "another folder" }, job: { "/y": "another service" } } },
        says: "writes to /y of the host at /x",
      },
      {
        ...volumes({ containerPath: "/x", hostPath: "/y" }),
        options: { folders: { job: { "/y": "another service" } } },
        says: "writes to /y of the host at /x",
      },
    ],
    undecided: [{ ...volumes({ containerPath: "/x", hostPath: unknown.text }), names: ".volumes.0.hostPath" }],
  },
  {
    policy: policies.dataIsProtected,
    passes: [
      { on: "database", set: "volumes.0.volumeName", to: unknown.text },
      { on: "database", set: "volumes.0.readOnly", to: true },
      mountsData(),
    ].map((change) => change as { on: "web" }),
    fails: [
      {
        ...({ on: "database-data", set: "opts.protect", to: false } as const),
        says: "has data of database, and is not protected",
      },
      {
        ...({ on: "database-data", set: "opts.protect", to: undefined } as const),
        says: "has data of database, and is not protected",
      },
      {
        ...({ on: "password", set: "resource" } as const),
        to: { type: "docker:index/volume:Volume", props: { name: "database-data" } },
        says: "has data of database, and is not protected",
      },
    ],
  },
  {
    policy: policies.oneWriter,
    passes: [
      mountsData({ readOnly: true }),
      { on: "database", set: "volumes.1", to: { containerPath: "/x", volumeName: "database-data" } },
      volumes({ containerPath: "/x", volumeName: "another" }),
      mounts({ type: "bind", target: "/x", source: "database-data" }),
      // Two without a name are not one.
      { on: "database", set: "mounts", to: [{ type: "volume", target: "/y" }] },
    ],
    fails: [
      { ...mountsData(), says: "writes to database-data, and so does database" },
      {
        ...serviceMounts({ type: "volume", target: "/x", source: "database-data" }),
        says: "writes to database-data, and so does database",
      },
      {
        ...mounts({ type: "volume", target: "/x", source: "database-data" }),
        says: "writes to database-data, and so does database",
      },
    ],
    undecided: [{ ...volumes({ containerPath: "/x", volumeName: unknown.text }), names: ".volumes.0.volumeName" }],
  },
  {
    policy: policies.dataIsBackedUp,
    advisory: true,
    passes: [
      volumes({ containerPath: "/x", volumeName: "other", readOnly: true }),
      { ...volumes({ containerPath: "/x", volumeName: "other" }), options: { backedUp: ["other"] } },
      { ...volumeLabels({ label: "backup", value: "daily" }), options: { label: "backup" } },
      { ...volumeLabels(), options: { backedUp: ["database-data"] } },
      { ...database("web"), options: { backedUp: ["web"] } },
      { ...database(undefined), options: { backedUp: ["password"] } },
    ],
    fails: [
      {
        ...({ on: "database-data", set: "labels.5.label" } as const),
        to: "backup",
        says: `${nobody}database-data`,
        of: "stack",
      },
      { ...volumeLabels(), says: `${nobody}database-data`, of: "stack" },
      { ...volumeLabels({ label: "dev.kompose.backup", value: "" }), says: `${nobody}database-data`, of: "stack" },
      { ...volumeLabels({ label: "backup", value: "x" }), says: `${nobody}database-data`, of: "stack" },
      { on: "database-data", set: "labels", to: undefined, says: `${nobody}database-data`, of: "stack" },
      {
        ...volumes({ containerPath: "/x", volumeName: "z" }, { containerPath: "/y", volumeName: "a" }),
        says: `${nobody}a, z`,
        of: "stack",
      },
      {
        ...volumes({ containerPath: "/x", volumeName: "z" }, { containerPath: "/y", volumeName: "z" }),
        says: `${nobody}z`,
        of: "stack",
      },
      { ...database("web"), says: `${nobody}web`, of: "stack" },
      { ...database(undefined), says: `${nobody}password`, of: "stack" },
    ],
    undecided: [{ ...volumes({ containerPath: "/x", volumeName: unknown.text }), names: ".volumes.0.volumeName" }],
  },
];
