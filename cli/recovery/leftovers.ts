/** What an interrupted run left on the engine and not in the state, where it is in the way of the next. */
import { execa } from "execa";
import { engineEnvironment } from "../setup/engine.ts";
import { type Checkpoint, resourcesOfType } from "../stack/checkpoint.ts";
import type { Progress } from "../terminal.ts";

/** Something of ours on the engine. */
export interface OnEngine {
  id: string;
  name: string;
}

/** Those of `found` whose id is in none of the resources. */
export function notInState(found: readonly OnEngine[], known: readonly { id?: string }[]): OnEngine[] {
  const ids = new Set(known.map(({ id }) => id));
  return found.filter(({ id }) => !ids.has(id));
}

/** Lines of `<id> <name>`. */
export function parseList(text: string): OnEngine[] {
  return text
    .split("\n")
    .filter(Boolean)
    .map((line) => {
      const [id = "", name = ""] = line.split(" ");
      return { id, name };
    });
}

/** The Docker command line on the engine of a stack; returns standard output. */
export async function docker(host: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa("docker", args, { env: engineEnvironment(host) });
  return stdout;
}

/** What `docker … ls` selects a stack's things by. */
export function ofStack(stack: string, ...more: string[]): string[] {
  return [`environment=${stack}`, ...more].flatMap((label) => ["--filter", `label=dev.kompose.${label}`]);
}

/** Containers and networks of a stack. */
export interface Leftovers {
  containers: readonly OnEngine[];
  networks: readonly OnEngine[];
}

/** The stack's containers and networks on the engine that its state does not know. Volumes are never among them. */
export async function findLeftovers(
  stack: string,
  host: string,
  checkpoint: Checkpoint | undefined,
): Promise<Leftovers> {
  const [containers, networks] = await Promise.all([
    docker(host, "ps", "--all", "--no-trunc", ...ofStack(stack), "--format", "{{.ID}} {{.Names}}"),
    docker(host, "network", "ls", "--no-trunc", ...ofStack(stack), "--format", "{{.ID}} {{.Name}}"),
  ]);
  return {
    containers: notInState(parseList(containers), resourcesOfType(checkpoint, "docker:index/container:Container")),
    networks: notInState(parseList(networks), resourcesOfType(checkpoint, "docker:index/network:Network")),
  };
}

/** What leftovers are, for a person. */
export function nameLeftovers({ containers, networks }: Leftovers): string {
  return [...containers.map(({ name }) => `container ${name}`), ...networks.map(({ name }) => `network ${name}`)].join(
    ", ",
  );
}

/** Waits for a command on a container, which may be gone or going. */
async function unlessGone(command: Promise<string>): Promise<void> {
  try {
    await command;
  } catch (error) {
    if (!/No such container|already in progress/.test(String(error))) throw error;
  }
}

/**
 * Removes leftovers: a container is stopped as it asks to be, for it may be a database at work on its volume; a network
 * that containers of the state are attached to loses them, and they are put right by the next `up`.
 */
export async function removeLeftovers(found: Leftovers, host: string, progress: Progress): Promise<void> {
  for (const { id, name } of found.containers) {
    progress(`container ${name}`);
    // One that only wrote files may just have ended, and be gone by itself.
    await unlessGone(docker(host, "stop", id));
    // Nameless volumes go with it; those with a name, all data among them, never do.
    await unlessGone(docker(host, "rm", "--force", "--volumes", id));
  }
  for (const { id, name } of found.networks) {
    progress(`network ${name}`);
    const attached = await docker(
      host,
      "network",
      "inspect",
      id,
      "--format",
      "{{range $k, $v := .Containers}}{{$k}} {{end}}",
    );
    for (const container of attached.split(" ").filter(Boolean)) {
      await docker(host, "network", "disconnect", "--force", id, container);
    }
    await docker(host, "network", "rm", id);
  }
}
