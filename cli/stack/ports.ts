/** Asks the engine whether the door's ports are free on its host, before anything is changed. */
import { execa } from "execa";
import { doorPorts } from "../../config/traefik/static.ts";
import { proxyNames } from "../../wiring/roles.ts";
import { engineEnvironment } from "../setup/engine.ts";
import { UserError } from "../terminal.ts";

/** What the engine says where a port is taken: by another container, or by a program of the host. */
const taken = /0\.0\.0\.0:(\d+)[^\n]*(already allocated|address already in use)/;

/** The message about a taken port. */
function portMessage(port: string, holders: readonly string[]): string {
  const who = holders.length === 0 ? "another program" : `the container ${holders.join(" and ")}`;
  return `port ${port} of the engine's host is in use by ${who}, and the platform's door needs it: stop that first; nothing was changed`;
}

/**
 * Publishes the door's ports for a moment, where the door does not have them already.
 * @param image any image with a shell; obtained only where there is something to try
 * @throws UserError that names a port that is taken, and who has it
 */
export async function checkPorts(host: string, image: () => Promise<string>): Promise<void> {
  const env = engineEnvironment(host);
  const names = async (filter: string) =>
    (await execa("docker", ["ps", "--filter", filter, "--format", "{{.Names}}"], { env })).stdout
      .split("\n")
      .filter(Boolean);
  if ((await names(`name=^${proxyNames.app}$`)).length > 0) return;
  const publish = doorPorts.map(({ port, protocol }) => `--publish=0.0.0.0:${port}:${port}/${protocol}`);
  const probe = await execa("docker", ["run", "--rm", ...publish, "--entrypoint=true", await image()], {
    env,
    reject: false,
    all: true,
  });
  const [, port] = taken.exec(probe.all) ?? [];
  if (port !== undefined) throw new UserError(portMessage(port, await names(`publish=${port}`)));
  if (probe.failed) throw new UserError(`the door's ports could not be tried on the engine:\n${probe.all}`);
}
