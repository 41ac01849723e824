/** What the policies about privileges let pass and stop. */
import * as policies from "../../../policy/domains/privilege.ts";
import type { Fixtures } from "../support/fixtures.ts";
import { unknown } from "../support/judge.ts";

const mount = (source: string, more: object = {}) => [{ type: "bind", target: "/x", source, readOnly: true, ...more }];
const inJob = (field: string) => `taskSpec.containerSpec.${field}`;
const security = (option: string) => ({ on: "web", set: "securityOpts.1", to: option }) as const;

export const privilege: readonly Fixtures[] = [
  {
    policy: policies.notPrivileged,
    passes: [{ on: "web", set: "privileged", to: false }],
    fails: (["web", "traefik", "database"] as const).map((on) => ({
      on,
      set: "privileged",
      to: true,
      says: "is privileged",
    })),
    undecided: [{ on: "web", set: "privileged", to: unknown.boolean, names: ".privileged" }],
  },
  {
    policy: policies.dropsAllCapabilities,
    passes: [
      { on: "web", set: "capabilities", to: { drops: ["NET_RAW", "ALL"] } },
      { on: "web", set: "capabilities.drops.0", to: "all" },
      { on: "web", set: "capabilities.adds", to: ["NET_RAW"] },
    ],
    fails: [
      { on: "web", set: "capabilities", to: undefined, says: "does not drop all capabilities" },
      { on: "web", set: "capabilities.drops", to: [], says: "does not drop all capabilities" },
      { on: "web", set: "capabilities.drops", to: ["CAP_NET_RAW", "MKNOD"], says: "does not drop all capabilities" },
      { on: "web", set: "capabilities", to: { adds: ["ALL"] }, says: "does not drop all capabilities" },
      { on: "job", set: inJob("capDrops"), to: undefined, says: "does not drop all capabilities" },
    ],
    undecided: [
      { on: "web", set: "capabilities", to: unknown.object, names: ".capabilities" },
      { on: "web", set: "capabilities.drops", to: unknown.list, names: ".capabilities.drops" },
    ],
  },
  {
    policy: policies.addsDeclaredCapabilities,
    passes: [
      { on: "web", set: "capabilities.adds", to: [] },
      {
        on: "web",
        set: "capabilities.adds",
        to: ["NET_BIND_SERVICE", "cap_chown", "CAP_FOWNER"],
        options: { allowed: { web: ["CHOWN", "NET_BIND_SERVICE", "FOWNER"] } },
      },
      { on: "job", set: inJob("capAdds"), to: ["CAP_CHOWN"], options: { allowed: { job: ["CHOWN"] } } },
    ],
    fails: [
      { on: "web", set: "capabilities.adds", to: ["CAP_SYS_ADMIN"], says: "adds the capability SYS_ADMIN" },
      { on: "web", set: "capabilities.adds", to: ["all"], says: "adds the capability ALL" },
      {
        on: "web",
        set: "capabilities.adds",
        to: ["CHOWN", "XCAP_NET_RAW"],
        options: { allowed: { web: ["CHOWN"], database: ["NET_RAW"] } },
        says: "adds the capability XCAP_NET_RAW",
      },
      {
        on: "web",
        set: "capabilities.adds",
        to: ["NET_RAW", "MKNOD"],
        options: { allowed: { database: ["NET_RAW"] } },
        says: ["adds the capability NET_RAW", "adds the capability MKNOD"],
      },
      { on: "job", set: inJob("capAdds"), to: ["SYS_PTRACE"], says: "adds the capability SYS_PTRACE" },
    ],
    undecided: [{ on: "web", set: "capabilities.adds", to: [unknown.text], names: ".capabilities.adds.0" }],
  },
  {
    policy: policies.noNewPrivileges,
    passes: [
      ...[
        "no-new-privileges",
        "no-new-privileges=true",
        "no-new-privileges:TRUE",
        "no-new-privileges=t",
        "no-new-privileges=1",
      ].map((option) => ({ on: "web", set: "securityOpts", to: [option, "seccomp=builtin"] }) as const),
    ],
    fails: [
      undefined,
      [],
      ["seccomp=builtin"],
      ["apparmor=true"],
      ["no-new-privileges:false"],
      ["no-new-privileges=true", "no-new-privileges=0"],
      ["no-new-privileges:true:true"],
      ["no-new-privileges:=true"],
    ].map((to) => ({
      ...({ on: "web", set: "securityOpts" } as const),
      to,
      says: "may gain privileges: it has no no-new-privileges",
    })),
    undecided: [{ ...security(unknown.text), names: ".securityOpts.1" }],
  },
  {
    policy: policies.readOnlyRoot,
    passes: [{ on: "web", set: "tmpfs", to: { "/tmp": "", "/run": "" } }],
    fails: [
      { on: "web", set: "readOnly", to: undefined, says: "may write to its root file system" },
      { on: "web", set: "readOnly", to: false, says: "may write to its root file system" },
      { on: "job", set: inJob("readOnly"), to: false, says: "may write to its root file system" },
    ],
    undecided: [{ on: "web", set: "readOnly", to: unknown.boolean, names: ".readOnly" }],
  },
  {
    policy: policies.notRoot,
    passes: ["postgres", "1000", "70:0", "0x7f:1", "rootless", "10:root"].map(
      (to) => ({ on: "web", set: "user", to }) as const,
    ),
    fails: [
      ...["root", "0", "0:0", "root:1000", "0:1000", "00", ":1000"].map(
        (to) => ({ on: "web", set: "user", to, says: `runs as root (user ${to})` }) as const,
      ),
      ...[undefined, ""].map(
        (to) =>
          ({
            on: "web",
            set: "user",
            to,
            says: "runs as whichever user its image says, and without one as root",
          }) as const,
      ),
      { on: "job", set: inJob("user"), to: "root", says: "runs as root (user root)" },
    ],
    undecided: [{ on: "web", set: "user", to: unknown.text, names: ".user" }],
  },
  {
    policy: policies.noRootGroups,
    passes: [
      { on: "web", set: "user", to: "0" },
      { on: "web", set: "user", to: "1000" },
      { on: "web", set: "user", to: undefined },
      { on: "web", set: "groupAdds", to: ["dialout", "20", "60"] },
      { on: "web", set: "user", to: "1000:0", options: { groups: ["docker"] } },
    ],
    fails: [
      ...["0", "root", "docker", "disk", "6", "shadow", "42", "sudo", "27", "wheel", "lxd"].map(
        (group) => ({ on: "web", set: "groupAdds", to: ["100", group], says: `is in the group ${group}` }) as const,
      ),
      { on: "web", set: "user", to: "1000:0", says: "is in the group 0" },
      { on: "web", set: "user", to: "web:audio", options: { groups: ["audio"] }, says: "is in the group audio" },
      { on: "job", set: inJob("groups"), to: ["docker"], says: "is in the group docker" },
    ],
    undecided: [{ on: "web", set: "groupAdds", to: unknown.list, names: ".groupAdds" }],
  },
  {
    policy: policies.noHostNamespaces,
    passes: [
      { on: "web", set: "ipcMode", to: "private" },
      { on: "web", set: "pidMode", to: "container:host" },
    ],
    fails: [
      { on: "web", set: "pidMode", to: "host", says: "shares the host's pid namespace" },
      { on: "web", set: "ipcMode", to: "host", says: "shares the host's ipc namespace" },
      { on: "web", set: "usernsMode", to: "host", says: "shares the host's user namespace" },
      { on: "web", set: "cgroupnsMode", to: "host", says: "shares the host's cgroup namespace" },
    ],
    undecided: [{ on: "web", set: "pidMode", to: unknown.text, names: ".pidMode" }],
  },
  {
    policy: policies.noBorrowedNamespaces,
    passes: [
      { on: "web", set: "ipcMode", to: "shareable" },
      { on: "web", set: "pidMode", to: "host" },
    ],
    fails: [
      { on: "web", set: "pidMode", to: "container:4f1a", says: "shares the pid namespace of 4f1a" },
      { on: "web", set: "ipcMode", to: "container:database", says: "shares the ipc namespace of database" },
      { on: "database", set: "pidMode", to: "container:", says: "shares the pid namespace of " },
    ],
  },
  {
    policy: policies.seccompConfined,
    passes: ["seccomp=builtin", 'seccomp={"defaultAction":"SCMP_ACT_ERRNO"}', "apparmor=unconfined"].map(security),
    fails: [
      { ...security("seccomp=unconfined"), says: "turns a protection off with seccomp=unconfined" },
      { ...security("seccomp:unconfined"), says: "turns a protection off with seccomp:unconfined" },
      {
        on: "web",
        set: "securityOpts",
        to: ["seccomp=unconfined"],
        says: "turns a protection off with seccomp=unconfined",
      },
    ],
    undecided: [{ ...security(unknown.text), names: ".securityOpts.1" }],
  },
  {
    policy: policies.securityModuleConfined,
    passes: [
      ...["apparmor=docker-default", "label=type:svirt_lxc_net_t", "seccomp=unconfined"].map(security),
      { on: "job", set: inJob("privileges"), to: { seLinuxContext: { disable: false, type: "container_t" } } },
      { on: "job", set: inJob("privileges"), to: {} },
    ],
    fails: [
      ...["apparmor=unconfined", "apparmor:unconfined", "label=disable", "label:disable", "disable"].map((option) => ({
        ...security(option),
        says: `turns a protection off with ${option}`,
      })),
      {
        on: "job",
        set: inJob("privileges"),
        to: { seLinuxContext: { disable: true } },
        says: "turns a protection off with label=disable",
      },
    ],
  },
  {
    policy: policies.kernelFilesMasked,
    passes: ["writable-cgroups=false", "seccomp=unconfined"].map(security),
    fails: [
      "systempaths=unconfined",
      "writable-cgroups",
      ...["1", "t", "T", "true", "True", "TRUE"].map((on) => `writable-cgroups=${on}`),
    ].map((option) => ({ ...security(option), says: `turns a protection off with ${option}` })),
  },
  {
    policy: policies.onlyDeclaredDevices,
    passes: [
      {
        on: "web",
        set: "devices",
        to: [{ hostPath: "/dev/ttyUSB0" }],
        options: { devices: { web: { "/dev/ttyUSB0": "the radio" } } },
      },
      { ...{ on: "web", set: "gpus", to: "all" }, options: { devices: { web: { "gpus all": "it draws" } } } },
      { on: "web", set: "gpus", to: "" },
    ],
    fails: [
      {
        on: "web",
        set: "devices",
        to: [{ hostPath: "/dev/ttyUSB0" }],
        says: "has a device of the host: /dev/ttyUSB0",
      },
      {
        on: "web",
        set: "devices",
        to: [{ hostPath: "/dev/sda" }, { hostPath: "/dev/kvm" }],
        options: { devices: { web: { "/dev/kvm": "it runs machines" }, database: { "/dev/sda": "its disk" } } },
        says: "has a device of the host: /dev/sda",
      },
      {
        on: "web",
        set: "deviceRequests",
        to: [{ driver: "nvidia", count: 1 }],
        says: "has a device of the host: driver nvidia",
      },
      {
        on: "web",
        set: "deviceRequests",
        to: [{ capabilities: ["gpu"] }],
        says: "has a device of the host: driver of the engine's choice",
      },
      {
        on: "web",
        set: "deviceCgroupRules",
        to: ["c 188:* rmw"],
        says: "has a device of the host: rule c 188:* rmw",
      },
      { on: "web", set: "gpus", to: "all", says: "has a device of the host: gpus all" },
    ],
    undecided: [
      { on: "web", set: "devices", to: unknown.list, names: ".devices" },
      { on: "web", set: "gpus", to: unknown.text, names: ".gpus" },
    ],
  },
  {
    policy: policies.hasUlimits,
    passes: [
      { on: "web", set: "ulimits.1", to: { name: "nproc", soft: 64, hard: 64 } },
      { on: "web", set: "ulimits", to: [], options: { required: [] } },
    ],
    fails: [
      { on: "web", set: "ulimits", to: undefined, says: "has no limit nofile" },
      { on: "web", set: "ulimits", to: [], says: "has no limit nofile" },
      { on: "web", set: "ulimits.0.name", to: "nproc", says: "has no limit nofile" },
      {
        on: "web",
        set: "ulimits.1",
        to: { name: "core", soft: 0, hard: 0 },
        options: { required: ["nofile", "nproc", "memlock"] },
        says: ["has no limit nproc", "has no limit memlock"],
      },
    ],
    undecided: [{ on: "web", set: "ulimits", to: unknown.list, names: ".ulimits" }],
  },
  {
    policy: policies.onlyGuardsHaveSocket,
    passes: [
      { on: "web", set: "volumes", to: [{ containerPath: "/x", hostPath: "/etc/ssl" }] },
      { on: "web", set: "mounts", to: [{ type: "volume", target: "/run", source: "run" }] },
      { on: "web", set: "mounts", to: [{ type: "tmpfs", target: "/run" }] },
      { on: "web", set: "mounts", to: mount("/run/docker.sock"), options: { guards: ["web"] } },
      { on: "web", set: "mounts", to: mount("/run/dockery.sock.d") },
      { on: "web", set: "mounts", to: mount("/runner") },
      { on: "web", set: "mounts", to: mount("/srv/docker.sock.bak") },
    ],
    fails: [
      ...[
        "/var/run/docker.sock",
        "/srv/engine/docker.sock",
        "/srv/engine/docker.sock/",
        "/srv/podman.sock",
        "/srv/containerd.sock",
        "/run/user/1000/docker.sock",
        "/run/user/1000",
        "/var/run/user",
        "/run/containerd",
        "/run/podman",
        "/var/run/containerd",
        "/var/run/podman",
        "/var/run",
        "/run/",
        "/var//run",
        "/srv/../run",
        "/var",
        "/",
      ].map(
        (source) => ({ on: "web", set: "mounts", to: mount(source), says: `mounts ${source} of the host` }) as const,
      ),
      {
        on: "web",
        set: "volumes",
        to: [{ containerPath: "/x", hostPath: "/run/docker.sock" }],
        says: "mounts /run/docker.sock of the host",
      },
      {
        // The engine takes it for a path.
        on: "web",
        set: "volumes",
        to: [{ containerPath: "/x", volumeName: "/run" }],
        says: "mounts /run of the host",
      },
      {
        on: "web",
        set: "mounts",
        to: [{ type: "volume", target: "/x", source: "x", volumeOptions: { driverOptions: { device: "/run" } } }],
        says: "mounts /run of the host",
      },
      {
        on: "job",
        set: inJob("mounts"),
        to: mount("/run/docker.sock"),
        options: { guards: ["web"] },
        says: "mounts /run/docker.sock of the host",
      },
    ],
    undecided: [{ on: "web", set: "mounts", to: mount(unknown.text), names: ".mounts.0.source" }],
  },
  {
    policy: policies.socketIsReadOnly,
    passes: [
      { on: "web", set: "mounts", to: mount("/run/docker.sock") },
      { on: "web", set: "mounts", to: mount("/srv/data", { readOnly: false }) },
      { on: "web", set: "volumes", to: [{ containerPath: "/x", hostPath: "/run/docker.sock", readOnly: true }] },
    ],
    fails: [
      {
        on: "web",
        set: "mounts",
        to: mount("/run/docker.sock", { readOnly: false }),
        says: "mounts /run/docker.sock of the host to write to",
      },
      {
        on: "web",
        set: "volumes",
        to: [{ containerPath: "/x", hostPath: "/run" }],
        says: "mounts /run of the host to write to",
      },
      {
        on: "job",
        set: inJob("mounts"),
        to: [{ type: "bind", target: "/x", source: "/run/docker.sock" }],
        says: "mounts /run/docker.sock of the host to write to",
      },
    ],
  },
  {
    policy: policies.noSensitiveMounts,
    passes: [
      ...[
        "/srv/data",
        "/var/log",
        "/etcetera",
        "/opt/app/.sshd",
        "/home/me/.docker/run/docker.sock",
        "/mnt/x/a.ssh",
      ].map((source) => ({ on: "web", set: "mounts", to: mount(source) }) as const),
      { on: "web", set: "mounts", to: [{ type: "volume", target: "/etc", source: "etc" }] },
      {
        on: "web",
        set: "mounts",
        to: [...mount("/proc"), ...mount("/etc/localtime")],
        options: { allowed: { web: ["/proc", "/etc/"] } },
      },
    ],
    fails: [
      ...[
        ...["/", "/bin", "/boot", "/dev", "/etc", "/home", "/lib", "/lib32", "/lib64", "/libx32", "/proc", "/root"],
        ...["/sbin", "/sys", "/usr", "/var/lib/containerd", "/var/lib/containers", "/var/lib/docker"],
        ...["/var/lib/kubelet", "/var/spool/cron", "/var", "/var/lib", "/etc/shadow", "/srv/../etc/", "//etc"],
        ...["/srv/me/.ssh", "/srv/me/.aws/credentials", "/srv/me/.docker/", "/srv/me/.gnupg", "/srv/me/x/../.kube"],
      ].map(
        (source) => ({ on: "web", set: "mounts", to: mount(source), says: `mounts ${source} of the host` }) as const,
      ),
      {
        on: "web",
        set: "volumes",
        to: [{ containerPath: "/x", volumeName: "/etc" }],
        says: "mounts /etc of the host",
      },
      {
        on: "web",
        set: "mounts",
        to: [...mount("/proc/1"), ...mount("/etc")],
        options: { allowed: { web: ["/proc", "/etc/ssl"], database: ["/etc"] } },
        says: "mounts /etc of the host",
      },
      { on: "job", set: inJob("mounts"), to: mount("/root"), says: "mounts /root of the host" },
    ],
  },
  {
    policy: policies.noSensitiveVolumes,
    passes: [
      { on: "database-data", set: "driverOpts", to: { type: "nfs", device: ":/etc", o: "addr=nas" } },
      { on: "database-data", set: "driverOpts", to: { type: "none", device: "/srv/data", o: "bind" } },
      { on: "database-data", set: "driverOpts", to: { type: "tmpfs", device: "tmpfs" } },
      { on: "database-data", set: "driverOpts", to: {} },
    ],
    fails: ["/etc", "/dev/sda1", "/run", "/srv/.ssh"].map((device) => ({
      ...({ on: "database-data", set: "driverOpts", to: { type: "none", device, o: "bind" } } as const),
      says: `is ${device} of the host`,
    })),
    undecided: [{ on: "database-data", set: "driverOpts", to: unknown.object, names: ".driverOpts" }],
  },
  {
    policy: policies.noSharedPropagation,
    passes: ["private", "rprivate", "slave", "rslave"].map(
      (propagation) =>
        ({ on: "web", set: "mounts", to: mount("/srv/data", { bindOptions: { propagation } }) }) as const,
    ),
    fails: [
      ...["shared", "rshared"].map(
        (propagation) =>
          ({
            on: "web",
            set: "mounts",
            to: mount("/srv/data", { bindOptions: { propagation } }),
            says: `mounts /x with ${propagation} propagation`,
          }) as const,
      ),
      {
        on: "job",
        set: inJob("mounts"),
        to: mount("/srv", { bindOptions: { propagation: "shared" } }),
        says: "mounts /x with shared propagation",
      },
    ],
  },
  {
    policy: policies.noBorrowedVolumes,
    passes: [{ on: "web", set: "volumes", to: [{ containerPath: "/x", volumeName: "web-data" }] }],
    fails: (["web", "traefik", "database"] as const).map((on) => ({
      on,
      set: "volumes",
      to: [{ fromContainer: "4f1a", readOnly: true }],
      says: "takes over the mounts of 4f1a",
    })),
  },
];
