/** What a container may do to the host and to its neighbours. */
import type { Option } from "../rule.ts";
import { containerRule } from "../subjects.ts";

const guards: Option<readonly string[]> = {
  default: [],
  schema: {
    type: "array",
    items: { type: "string", minLength: 1 },
    description: "The containers that have the engine's socket, and pass on a short list of requests.",
  },
};

/** The socket by its usual names (Docker, rootless Docker, containerd), and every folder that holds it. */
function leadsToSocket(path: string): boolean {
  const plain = path.replace(/\/+$/, "").replaceAll(/\/+/g, "/");
  return /\/(docker|containerd|podman)\.sock$/.test(plain) || ["", "/var", "/var/run", "/run"].includes(plain);
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
    container.mounts().map((read) => () => {
      const { kind, source = "" } = read();
      return kind !== "host" || !leadsToSocket(source) || guards.includes(name)
        ? undefined
        : `mounts ${source} of the host`;
    }),
});
