/** What the policies about privileges let pass and stop. */
import * as policies from "../../../policy/domains/privilege.ts";
import type { Fixtures } from "../support/fixtures.ts";

const mount = (source: string) => [{ type: "bind", target: "/x", source }];

export const privilege: readonly Fixtures[] = [
  {
    policy: policies.onlyGuardsHaveSocket,
    passes: [
      { on: "web", set: "volumes", to: [{ containerPath: "/x", hostPath: "/etc/ssl" }] },
      { on: "web", set: "volumes", to: [{ containerPath: "/x", volumeName: "/run" }] },
      { on: "web", set: "mounts", to: [{ type: "volume", target: "/x", source: "/run" }] },
      { on: "web", set: "mounts", to: mount("/run/docker.sock"), options: { guards: ["web"] } },
    ],
    fails: [
      ...[
        "/var/run/docker.sock",
        "/run/user/1000/docker.sock",
        "/run/containerd/containerd.sock",
        "/run/podman/podman.sock",
        "/var/run",
        "/run/",
        "/var//run",
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
        on: "job",
        set: "taskSpec.containerSpec.mounts",
        to: mount("/run/docker.sock"),
        options: { guards: ["web"] },
        says: "mounts /run/docker.sock of the host",
      },
    ],
  },
];
