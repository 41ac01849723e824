/** The states of the platform's services, as the engine has them. */
import { get } from "node:http";
import type { Site } from "../site.ts";

/**
 * The states of a service, the best first. A service that is just being replaced has two containers: the one that
 * does its work best counts.
 */
export const states = ["healthy", "starting", "unhealthy", "stopped"] as const;

export interface ServiceState {
  state: (typeof states)[number];
  /** For how long, in the engine's words: `2 hours`. */
  since?: string;
}

/** What is answered to `/status.json`. */
export interface Status {
  /** When the engine was asked, ISO 8601. */
  at: string;
  services: Readonly<Record<string, ServiceState>>;
}

/** What is used of a container in the answer to `GET /containers/json` (docs.docker.com/reference/api/engine). */
interface Container {
  State: string;
  Status: string;
  Labels: Readonly<Record<string, string>>;
}

const engine = process.env.ENGINE ?? "http://proxy_socket:2375";
const timeout = 2000;
const longestAnswer = 8 * 1024 * 1024;

function containers(environment: string): Promise<Container[]> {
  const filters = JSON.stringify({ label: [`dev.kompose.environment=${environment}`] });
  const url = `${engine}/containers/json?all=1&filters=${encodeURIComponent(filters)}`;
  return new Promise((resolve, reject) => {
    get(url, { agent: false, signal: AbortSignal.timeout(timeout) }, async (answer) => {
      try {
        if (answer.statusCode !== 200) throw new Error(`status ${answer.statusCode}`);
        let text = "";
        for await (const part of answer.setEncoding("utf8")) {
          text += part;
          if (text.length > longestAnswer) throw new Error("its answer is too long");
        }
        resolve(JSON.parse(text));
      } catch (error) {
        answer.destroy();
        reject(error);
      }
    }).on("error", reject);
  });
}

/** A running container's health is in its `Status` alone: `Up 2 hours (healthy)`, `Up 4 seconds (health: starting)`. */
function health(status: string): ServiceState["state"] {
  if (status.includes("(unhealthy)")) return "unhealthy";
  return status.includes("(health: ") ? "starting" : "healthy";
}

function stateOf({ State, Status }: Container): ServiceState {
  const [, since] = /^(?:Up|Exited \(\d+\)|Restarting \(\d+\)) (.+?)(?: ago)?(?: \([^)]*\))?$/.exec(Status) ?? [];
  const known: Record<string, ServiceState["state"]> = {
    running: health(Status),
    created: "starting",
    restarting: "unhealthy",
  };
  return { state: known[State] ?? "stopped", ...(since === undefined ? {} : { since: since.toLowerCase() }) };
}

async function ask({ environment, services }: Site): Promise<Status> {
  const all = await containers(environment).catch((error: unknown) => {
    process.stderr.write(`the engine can not be asked: ${error}\n`);
    throw error;
  });
  const best = (name: string) =>
    all
      .filter(({ Labels }) => Labels["dev.kompose.service"] === name)
      .map(stateOf)
      .sort((one, other) => states.indexOf(one.state) - states.indexOf(other.state))[0] ?? { state: "stopped" };
  return { at: new Date().toISOString(), services: Object.fromEntries(services.map((name) => [name, best(name)])) };
}

/** However many ask us, the engine is asked again only after this time, in milliseconds. */
const freshness = 2000;

let last: { at: number; status: Promise<Status> } | undefined;

/**
 * The states of all services.
 * @throws when the engine can not be asked
 */
export function status(site: Site): Promise<Status> {
  if (last === undefined || Date.now() - last.at >= freshness) last = { at: Date.now(), status: ask(site) };
  return last.status;
}
