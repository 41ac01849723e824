/**
 * What a container may do to the host and to its neighbours.
 *
 * Two things that the standards ask for can not be set with this provider, so there is nothing to judge: a namespace of
 * host names shared with the host (CIS Docker Benchmark 1.7, 5.21) and a limit of processes (5.29).
 */

import { type ByContainer, entriesOf, listOf, texts } from "../options.ts";
import type { ContainerProperties, Mount } from "../read/container.ts";
import { boundPath } from "../read/container.ts";
import { isWithin, plainPath, touches } from "../read/host-path.ts";
import type { Reader } from "../read/resource.ts";
import type { Check, Option } from "../rule.ts";
import { containerRule, volumeRule } from "../subjects.ts";

/** The container has all power over the host. */
export const notPrivileged = containerRule({
  name: "privilege-not-privileged",
  severity: "critical",
  description: "No container is privileged.",
  rationale: "A privileged one has every capability and every device, and is root on the host in all but name.",
  source: "CIS Docker Benchmark 1.7, 5.5; OWASP Docker Security Cheat Sheet, rule 3",
  remediation: "Remove privileged, and give it the one capability or device that it needs.",
  checks: (container) => [() => (container.privileged() ? "is privileged" : undefined)],
});

/** A capability as the engine understands it: any case, with or without its prefix. */
function capability(written: string): string {
  return written.toUpperCase().replace(/^CAP_/, "");
}

/** It begins with nothing. */
export const dropsAllCapabilities = containerRule({
  name: "privilege-drops-all-capabilities",
  severity: "high",
  description: "Every container drops all capabilities.",
  rationale: "The engine's default set lets root inside forge packets, change owners and make device nodes.",
  source: "CIS Docker Benchmark 1.7, 5.4; OWASP Docker Security Cheat Sheet, rule 3",
  remediation: "Drop ALL, and add what it needs by name.",
  checks: (container) => [
    () =>
      container.droppedCapabilities().some((read) => capability(read()) === "ALL")
        ? undefined
        : "does not drop all capabilities",
  ],
});

const addedCapabilities: Option<ByContainer> = {
  default: {},
  schema: {
    type: "object",
    description: 'The capabilities that a container may add: {"dns": ["NET_BIND_SERVICE"]}.',
    additionalProperties: { type: "array", items: { type: "string", pattern: "^[A-Z_]+$" } },
  },
};

/** It gets what it needs, by name. */
export const addsDeclaredCapabilities = containerRule({
  name: "privilege-adds-declared-capabilities",
  severity: "critical",
  description: "A container adds the capabilities that are declared for it, and no others.",
  rationale: "One capability such as SYS_ADMIN or SYS_PTRACE can be enough to leave the container.",
  source: "CIS Docker Benchmark 1.7, 5.4; OWASP Docker Security Cheat Sheet, rule 3",
  remediation: "Remove the capability, or declare it for the container in `allowed`.",
  options: { allowed: addedCapabilities },
  checks: (container, { allowed }, { name }) =>
    container.addedCapabilities().map((read) => () => {
      const added = capability(read());
      return listOf(allowed, name).map(capability).includes(added) ? undefined : `adds the capability ${added}`;
    }),
});

/** A security option as the engine takes it apart: the first `=` divides, or the first `:` where there is none. */
function securityOption(written: string): readonly [key: string, value: string] {
  const divider = written.includes("=") ? "=" : ":";
  const [key, ...value] = written.split(divider);
  return [String(key), value.join(divider)];
}

/** It stays what it is. */
export const noNewPrivileges = containerRule({
  name: "privilege-no-new-privileges",
  severity: "high",
  description: "No program of a container gains privileges by setuid files.",
  rationale: "One forgotten setuid program of the image would make a foothold in the container root.",
  source: "CIS Docker Benchmark 1.7, 5.26; OWASP Docker Security Cheat Sheet, rule 4",
  remediation: "Add no-new-privileges:true to securityOpts.",
  checks: (container) => {
    // The provider has no such setting for a Swarm service.
    if (container.swarm) return [];
    return [
      () => {
        const set = container
          .securityOptions()
          .map((read) => securityOption(read()))
          .filter(([key]) => key === "no-new-privileges");
        // As Go's strconv.ParseBool reads it; with no value the option alone turns it on.
        return set.length > 0 && set.every(([, value]) => ["", "1", "t", "true"].includes(value.toLowerCase()))
          ? undefined
          : "may gain privileges: it has no no-new-privileges";
      },
    ];
  },
});

/** Its programs stay what they are. */
export const readOnlyRoot = containerRule({
  name: "privilege-read-only-root",
  severity: "medium",
  description: "The root file system of every container is read-only.",
  rationale: "What an intruder writes there would be run, and what a program keeps there would be lost.",
  source: "CIS Docker Benchmark 1.7, 5.13; OWASP Docker Security Cheat Sheet, rule 8",
  remediation: "Set readOnly, and mount a volume or a tmpfs where it writes.",
  checks: (container) => [() => (container.readOnlyRoot() ? undefined : "may write to its root file system")],
});

/** The engine takes `:1000` for user 0, and every spelling of zero. */
function isRoot(id: string): boolean {
  return id === "root" || Number(id) === 0;
}

/** It is nobody in particular. */
export const notRoot = containerRule({
  name: "privilege-not-root",
  severity: "high",
  description: "Every container says which user it runs as, and that is not root.",
  rationale: "Root in a container is root on the host as soon as anything else fails.",
  source: "CIS Docker Benchmark 1.7, 4.1; OWASP Docker Security Cheat Sheet, rule 2",
  remediation: "Set user to a number that is not 0, with its group: 1000:1000.",
  checks: (container) => [
    () => {
      const user = container.user();
      if (!user) return "runs as whichever user its image says, and without one as root";
      return isRoot(user.replace(/:.*/, "")) ? `runs as root (user ${user})` : undefined;
    },
  ],
});

/** Names and numbers of the groups that can become root: root, and those that Debian gives a number to. */
const groups: Option<readonly string[]> = {
  // Debian base-passwd, users-and-groups: disk reads and writes the whole disk, shadow reads passwords, sudo is root.
  default: ["0", "root", "docker", "disk", "6", "shadow", "42", "sudo", "27", "wheel", "lxd"],
  schema: { ...texts, description: "The groups that no container may be in, by name or number." },
};

/** Nor is any of its groups somebody. */
export const noRootGroups = containerRule({
  name: "privilege-no-root-groups",
  severity: "high",
  description: "No container is in the group of root, of the engine's socket or of the host's disks.",
  rationale: "Files and sockets of the host that are mounted anywhere would be theirs to use.",
  source: "OWASP Docker Security Cheat Sheet, rules 1 and 2; Debian base-passwd, users and groups",
  remediation: "Give it a group of its own, and the files that it needs to that group.",
  options: { groups },
  checks: (container, { groups }) => {
    const refused = (group: string) => (groups.includes(group) ? `is in the group ${group}` : undefined);
    return [
      () => refused(String(container.user()?.split(":")[1])),
      ...container.groups().map((read) => () => refused(read())),
    ];
  },
});

/** It sees its own. */
export const noHostNamespaces = containerRule({
  name: "privilege-no-host-namespaces",
  severity: "critical",
  description: "No container shares the host's processes, its shared memory, its users or its control groups.",
  rationale: "It would see, signal and trace the programs of the host, or be root among its users.",
  source: "CIS Docker Benchmark 1.7, 5.16, 5.17 and 5.31",
  remediation: "Remove the mode, so that it has a namespace of its own.",
  checks: (container) =>
    container.namespaces().map((read) => () => {
      const { kind, mode } = read();
      return mode === "host" ? `shares the host's ${kind} namespace` : undefined;
    }),
});

/** And not its neighbour's. */
export const noBorrowedNamespaces = containerRule({
  name: "privilege-no-borrowed-namespaces",
  severity: "high",
  description: "No container shares the processes or the shared memory of another.",
  rationale: "Whoever is in the one would read the secrets of the other, from its memory and its environment.",
  source: "OWASP Docker Security Cheat Sheet, rule 5; pid_namespaces(7)",
  remediation: "Remove the mode, and let the two talk over a network or a volume.",
  checks: (container) =>
    container.namespaces().map((read) => () => {
      const { kind, mode } = read();
      return mode?.startsWith("container:")
        ? `shares the ${kind} namespace of ${mode.slice("container:".length)}`
        : undefined;
    }),
});

/** Every security option that is one of `refused`, each of a key and values. */
function refusedOptions(container: ContainerProperties, refused: Readonly<Record<string, readonly string[]>>): Check[] {
  return container.securityOptions().map((read) => () => {
    const written = read();
    const [key, value] = securityOption(written);
    return listOf(refused, key).includes(value) ? `turns a protection off with ${written}` : undefined;
  });
}

/** The kernel answers a part of its calls. */
export const seccompConfined = containerRule({
  name: "privilege-seccomp-confined",
  severity: "high",
  description: "Every container has a seccomp profile.",
  rationale: "Without one it may make every call of the kernel, also those that are used to break out.",
  source: "CIS Docker Benchmark 1.7, 5.22; OWASP Docker Security Cheat Sheet, rule 6",
  remediation: "Remove the option, or name a profile that allows what the program needs.",
  checks: (container) => refusedOptions(container, { seccomp: ["unconfined"] }),
});

/** And the security module watches. */
export const securityModuleConfined = containerRule({
  name: "privilege-security-module-confined",
  severity: "high",
  description: "Every container is confined by AppArmor or SELinux, whichever the host has.",
  rationale: "It is what still stands between root in a container and the files of the host.",
  source: "CIS Docker Benchmark 1.7, 5.2 and 5.3; OWASP Docker Security Cheat Sheet, rule 6",
  remediation: "Remove the option, or name a profile or label that allows what the program needs.",
  checks: (container) => refusedOptions(container, { apparmor: ["unconfined"], label: ["disable"], disable: [""] }),
});

/** The kernel's own files are covered. */
export const kernelFilesMasked = containerRule({
  name: "privilege-kernel-files-masked",
  severity: "high",
  description: "The engine covers the kernel's files in every container, and its control groups are read-only.",
  rationale: "Through them a container can read the host's memory, set its kernel's switches and lift its own limits.",
  source: "Docker documentation, docker container run, security-opt systempaths and writable-cgroups",
  remediation: "Remove the option.",
  checks: (container) =>
    refusedOptions(container, {
      systempaths: ["unconfined"],
      "writable-cgroups": ["", "1", "t", "T", "true", "True", "TRUE"],
    }),
});

const devices: Option<Readonly<Record<string, Readonly<Record<string, string>>>>> = {
  default: {},
  schema: {
    type: "object",
    description:
      'The devices that a container may have, each with the reason: {"zigbee": {"/dev/ttyUSB0": "the radio"}}.',
    additionalProperties: { type: "object", additionalProperties: { type: "string", minLength: 3 } },
  },
};

/** Hardware is given by name and reason. */
export const onlyDeclaredDevices = containerRule({
  name: "privilege-only-declared-devices",
  severity: "high",
  description: "A container has the devices that are declared for it, and no others.",
  rationale: "A device is the host itself: a disk is every file on it, a GPU its driver in the kernel.",
  source: "CIS Docker Benchmark 1.7, 5.18",
  remediation: "Remove it, or declare it for the container in `devices` with the reason.",
  options: { devices },
  checks: (container, { devices }, { name }) => {
    const declared = entriesOf(devices, name).flatMap(Object.keys);
    return container.devices().map((read) => () => {
      const device = read();
      return declared.includes(device) ? undefined : `has a device of the host: ${device}`;
    });
  },
});

const limits: Option<readonly string[]> = {
  default: ["nofile"],
  schema: { ...texts, description: "The limits that every container sets." },
};

/** Nobody opens files without end. */
export const hasUlimits = containerRule({
  name: "privilege-has-ulimits",
  severity: "low",
  description: "Every container limits how many files it may open.",
  rationale: "The engine's default is as many as the kernel allows: some programs then reserve memory for each.",
  source: "CIS Docker Benchmark 1.7, 5.19; OWASP Docker Security Cheat Sheet, rule 7",
  remediation: "Set ulimits with the name, a soft and a hard limit.",
  options: { required: limits },
  checks: (container, { required }) => {
    // The provider has no such setting for a Swarm service.
    if (container.swarm) return [];
    return required.map((limit) => () => {
      const has = container.ulimits().some((read) => read() === limit);
      return has ? undefined : `has no limit ${limit}`;
    });
  },
});

const guards: Option<readonly string[]> = {
  default: [],
  schema: {
    ...texts,
    description: "The containers that have the engine's socket, and pass on a short list of requests.",
  },
};

/** Where engines listen by default, beside /run/docker.sock; and by the older name of /run. */
const sockets = ["containerd/containerd.sock", "podman/podman.sock"].flatMap((socket) => [
  `/run/${socket}`,
  `/var/run/${socket}`,
]);

/** A socket by its usual names, wherever it is. */
function isSocket(path: string): boolean {
  return /\/(?:docker|containerd|podman)\.sock$/.test(plainPath(path));
}

/** A socket, every folder that holds one by default, and the folders of rootless engines. */
function leadsToSocket(path: string): boolean {
  return (
    isSocket(path) ||
    sockets.some((socket) => isWithin(socket, path)) ||
    touches(path, "/run/user") ||
    touches(path, "/var/run/user")
  );
}

/** What each mount of a path of the host gives to check. */
function eachHostMount(
  container: ContainerProperties,
  check: (path: string, mount: Mount) => string | undefined,
): Check[] {
  return container.mounts().map((read: Reader<Mount>) => () => {
    const mount = read();
    return mount.kind === "host" ? check(String(mount.source), mount) : undefined;
  });
}

/** Only the socket proxy has the engine's socket. */
export const onlyGuardsHaveSocket = containerRule({
  name: "privilege-only-guards-have-socket",
  severity: "critical",
  description: "Only a socket proxy mounts the engine's socket, or a folder that holds it.",
  rationale: "Whoever has the socket can start a container with the host's disk in it.",
  source: "CIS Docker Benchmark 1.7, 5.32; OWASP Docker Security Cheat Sheet, rule 1",
  remediation: "Let it ask a socket proxy that passes on what it needs, and name that proxy in `guards`.",
  options: { guards },
  checks: (container, { guards }, { name }) =>
    eachHostMount(container, (path) =>
      leadsToSocket(path) && !guards.includes(name) ? `mounts ${path} of the host` : undefined,
    ),
});

/** And has it as it is. */
export const socketIsReadOnly = containerRule({
  name: "privilege-socket-is-read-only",
  severity: "high",
  description: "Whoever mounts the engine's socket, or a folder that holds it, does so read-only.",
  rationale: "In a writable folder the socket can be replaced by one that listens to what others ask the engine.",
  source: "CIS Docker Benchmark 1.7, 5.32",
  remediation: "Set readOnly on the mount.",
  checks: (container) =>
    eachHostMount(container, (path, { readOnly }) =>
      leadsToSocket(path) && !readOnly ? `mounts ${path} of the host to write to` : undefined,
    ),
});

/** What belongs to the host alone: its system, its users' homes, its engines' data. */
const guarded = [
  ...[
    "/bin",
    "/boot",
    "/dev",
    "/etc",
    "/home",
    "/lib",
    "/lib32",
    "/lib64",
    "/libx32",
    "/proc",
    "/root",
    "/sbin",
    "/sys",
    "/usr",
  ],
  ...["/var/lib/containerd", "/var/lib/containers", "/var/lib/docker", "/var/lib/kubelet", "/var/spool/cron"],
];

/** Keys and sign-ins, in whosever home. */
const keys = /\/\.(?:aws|docker|gnupg|kube|ssh)(?:\/|$)/;

function isSensitive(path: string): boolean {
  return keys.test(plainPath(path)) || guarded.some((one) => touches(path, one));
}

const hostPaths: Option<ByContainer> = {
  default: {},
  schema: {
    type: "object",
    description: 'The paths of the host that a container may mount: {"node-exporter": ["/proc", "/sys"]}.',
    additionalProperties: { type: "array", items: { type: "string", pattern: "^/" } },
  },
};

/** The host keeps its own. */
export const noSensitiveMounts = containerRule({
  name: "privilege-no-sensitive-mounts",
  severity: "critical",
  description: "No container mounts the host's system, homes, keys or the engine's data.",
  rationale: "Reading them is reading every password of the machine, and writing them is owning it.",
  source: "CIS Docker Benchmark 1.7, 5.6",
  remediation: "Mount a named volume or a folder made for it, or declare the path for the container in `allowed`.",
  options: { allowed: hostPaths },
  checks: (container, { allowed }, { name }) =>
    eachHostMount(container, (path) => {
      // A rootless engine's socket is in a home; who may have it is another policy.
      if (isSocket(path) || !isSensitive(path)) return undefined;
      const declared = listOf(allowed, name).some((one) => isWithin(path, one));
      return declared ? undefined : `mounts ${path} of the host`;
    }),
});

/** A volume is no way around that. */
export const noSensitiveVolumes = volumeRule({
  name: "privilege-no-sensitive-volumes",
  severity: "critical",
  description: "No volume is the host's system, homes, keys, the engine's data or its socket under another name.",
  rationale: "The local driver mounts any path or disk of the host as a volume, and no mount shows it.",
  source: "CIS Docker Benchmark 1.7, 5.6; Docker documentation, docker volume create, driver-specific options",
  remediation: "Remove the device from driverOpts, so that the engine keeps the volume's data itself.",
  checks: (volume) => [
    () => {
      const path = boundPath(volume.driverOpts);
      return path !== undefined && (isSensitive(path) || leadsToSocket(path)) ? `is ${path} of the host` : undefined;
    },
  ],
});

/** What it mounts stays with it. */
export const noSharedPropagation = containerRule({
  name: "privilege-no-shared-propagation",
  severity: "high",
  description: "No mount passes on to the host what is mounted below it.",
  rationale: "A container could then cover files of the host, and others would see them.",
  source: "CIS Docker Benchmark 1.7, 5.20",
  remediation: "Remove the propagation, or use rslave where the container must see what the host mounts.",
  checks: (container) =>
    container.mounts().map((read) => () => {
      const { target, propagation } = read();
      return propagation === "shared" || propagation === "rshared"
        ? `mounts ${target} with ${propagation} propagation`
        : undefined;
    }),
});

/** Data has one owner. */
export const noBorrowedVolumes = containerRule({
  name: "privilege-no-borrowed-volumes",
  severity: "medium",
  description: "No container takes over the mounts of another.",
  rationale: "It gets all of them, secrets and sockets too, and those that are added to the other later.",
  source: "Docker documentation, docker container run, volumes-from",
  remediation: "Mount the one volume that it needs, read-only where it only reads.",
  checks: (container) =>
    container.mounts().map((read) => () => {
      const { kind, source } = read();
      return kind === "container" ? `takes over the mounts of ${source}` : undefined;
    }),
});
