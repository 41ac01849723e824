import { expect, test } from "vitest";
import { onlyGuardHasSocket } from "../../policy/engine.ts";
import { container, judge, swarmService, unknownText } from "./judge.ts";

const named = (service: string) => ({ labels: [{ label: "dev.kompose.service", value: service }] });
const having = (hostPath: string) => ({ volumes: [{ containerPath: "/x", hostPath }] });
const bound = (source: string) => ({ mounts: [{ type: "bind", target: "/x", source }] });

const why =
  "Whoever has the socket can start a container with the host's disk in it. " +
  "Give the service `needs: { containers: true }`, and let it ask proxy_socket.";

test.each([
  "/var/run/docker.sock",
  "/run/docker.sock",
  "/run/user/1000/docker.sock",
  "/run/containerd/containerd.sock",
  "/var/run",
  "/run/",
  "/var//run",
  "/",
])("%s is for nobody but the socket proxy", async (path) => {
  const violations = [`it mounts ${path} of the host. ${why}`];
  for (const props of [having(path), bound(path)]) {
    expect(await judge(onlyGuardHasSocket, container, { ...named("proxy_app"), ...props })).toEqual({ violations });
    expect(await judge(onlyGuardHasSocket, container, props)).toEqual({ violations });
    expect(await judge(onlyGuardHasSocket, container, { ...named("proxy_socket"), ...props })).toEqual({
      violations: [],
    });
  }
  const service = { ...named("link_app"), taskSpec: { containerSpec: bound(path) } };
  expect(await judge(onlyGuardHasSocket, swarmService, service)).toEqual({ violations });
});

test("other paths and volumes are nobody's socket", async () => {
  for (const props of [
    having("/etc/ssl"),
    bound("/var/lib"),
    { mounts: [{ type: "volume", target: "/x", source: "/run" }] },
    { volumes: [{ containerPath: "/x", volumeName: "data" }] },
    {},
  ]) {
    expect(await judge(onlyGuardHasSocket, container, props)).toEqual({ violations: [] });
  }
});

test("what a preview does not know spoils no other mount", async () => {
  const { violations, undecided } = await judge(onlyGuardHasSocket, container, {
    volumes: [having(unknownText).volumes[0], having("/run/docker.sock").volumes[0]],
  });
  expect(violations).toEqual([`it mounts /run/docker.sock of the host. ${why}`]);
  expect(undecided).toBeDefined();
});
