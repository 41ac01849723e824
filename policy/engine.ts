/** Who may ask the engine: whoever has its socket is root on the host. */
import { rule } from "./rule.ts";

/** The one service that has the socket, and passes on a short list of requests. */
const guard = "proxy_socket";

/** The socket by its usual names (Docker, rootless Docker, containerd), and every folder that holds it. */
function leadsToSocket(path: string): boolean {
  const plain = path.replace(/\/+$/, "").replaceAll(/\/+/g, "/");
  return /\/(docker|containerd|podman)\.sock$/.test(plain) || ["", "/var", "/var/run", "/run"].includes(plain);
}

/** Only the socket proxy has the engine's socket. */
export const onlyGuardHasSocket = rule({
  name: "engine-only-guard-has-socket",
  description: "Only proxy_socket mounts the engine's socket, or a folder that holds it.",
  rationale: "Whoever has the socket can start a container with the host's disk in it.",
  remediation: "Give the service `needs: { containers: true }`, and let it ask proxy_socket.",
  checks: (container) =>
    container.hostPaths().map((read) => () => {
      const path = read();
      return path === undefined || !leadsToSocket(path) || container.service() === guard
        ? undefined
        : `mounts ${path} of the host`;
    }),
});
