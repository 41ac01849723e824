import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pageFiles } from "../../../config/page/page-files.ts";
import type { PageShare } from "../../../config/page/share.ts";
import { textOf } from "./share.ts";

const core = (name: string) => ({ name, stack: "core", kind: "service" }) as const;

/** A small platform for the server to know. */
export const share: PageShare = {
  domain: "example.org",
  environment: "test",
  services: [core("core-mqtt"), core("core-postgres"), core("core-redis"), core("core-redis-sessions")],
  connections: [],
};

/** What a server answered. */
export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** The page's server, from files as they are delivered, with an engine that says what the test wants. */
export class PageServer {
  readonly folder: string;
  readonly process: ChildProcess;
  readonly port: number;
  /** What the engine was asked. */
  readonly asked: string[];
  /** What the server printed to standard error. */
  said = "";
  readonly #engine: Server;

  private constructor(folder: string, process: ChildProcess, port: number, engine: Server, asked: string[]) {
    this.folder = folder;
    this.process = process;
    this.port = port;
    this.asked = asked;
    this.#engine = engine;
    process.stderr?.on("data", (text) => {
      this.said += text;
    });
  }

  /** Starts a server whose engine answers this, after that time; it serves the page of `of`. */
  static async start(
    engineSays: { status?: number; body?: unknown; afterMs?: number } = {},
    of: PageShare = share,
  ): Promise<PageServer> {
    const { status = 200, body = [], afterMs = 0 } = engineSays;
    const asked: string[] = [];
    const engine = createServer(async ({ url = "" }, response) => {
      asked.push(decodeURIComponent(url));
      await sleep(afterMs);
      response.writeHead(status).end(JSON.stringify(body));
    });
    await once(engine.listen(0, "127.0.0.1"), "listening");
    const folder = mkdtempSync(join(tmpdir(), "kompose-page-"));
    deliver(of, folder);
    const child = spawn(process.execPath, [join(folder, "server.ts")], {
      env: { PORT: "0", ENGINE: `http://127.0.0.1:${(engine.address() as AddressInfo).port}` },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const [line] = await once(child.stdout, "data");
    return new PageServer(folder, child, Number(/^listening on (\d+)\n$/.exec(String(line))?.[1]), engine, asked);
  }

  /** Replaces the files by those of another share. */
  deliver(of: PageShare): void {
    deliver(of, this.folder);
  }

  /** Asks on the page's own host, unless `headers` names another. */
  async ask(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
    const options = {
      port: this.port,
      path,
      method,
      agent: false,
      headers: { Host: "example.org", ...headers },
    } as const;
    const [response] = await once(request(options).end(), "response");
    const body = Buffer.concat(await response.toArray());
    return { status: response.statusCode, headers: response.headers, body };
  }

  stop(): void {
    this.process.kill("SIGKILL");
    this.#engine.closeAllConnections();
    this.#engine.close();
    rmSync(this.folder, { recursive: true });
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

/** Writes the files as they are delivered: each replaced by a rename. */
function deliver(of: PageShare, folder: string): void {
  const files = pageFiles(of);
  for (const { path } of files) {
    writeFileSync(join(folder, ".new"), textOf(files, path));
    renameSync(join(folder, ".new"), join(folder, path));
  }
}
