/** An S3 server for tests: Versity's gateway on a folder, built here, for its makers' builds are in no package registry. */
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { contentHash } from "../../cli/content-hash.ts";
import { cacheDirectory, checkout } from "../../cli/paths.ts";
import { finishedFolder } from "../../cli/setup/finished-folder.ts";
import { buildGo, ensureGo } from "../../cli/setup/go.ts";

/** A running server with one bucket. */
export interface S3 {
  /** The bucket as a folder: what is stored under a key is the file of that name. */
  folder: string;
  /** What a command needs to keep a Pulumi state in the bucket. */
  environment: Record<string, string>;
  stop(): void;
}

async function ensureServer(): Promise<string> {
  const source = join(checkout, "toolchain", "versitygw");
  const folder = join(cacheDirectory, "s3", `versitygw-${contentHash(source, process.arch)}`);
  if (!existsSync(folder)) {
    const tell = (text: string) => process.stderr.write(`S3 server: ${text}\n`);
    tell("building it, once");
    const go = await ensureGo(tell);
    await finishedFolder(folder, (temporary) =>
      buildGo(go, source, "github.com/versity/versitygw/cmd/versitygw", join(temporary, "versitygw")),
    );
  }
  return join(folder, "versitygw");
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((ready) => server.listen(0, "127.0.0.1", ready));
  const address = server.address();
  await new Promise((closed) => server.close(closed));
  return typeof address === "object" && address !== null ? address.port : 0;
}

/** Starts a server on this machine, for this machine alone. */
export async function startS3(): Promise<S3> {
  const program = await ensureServer();
  const root = mkdtempSync(join(tmpdir(), "kompose-s3-"));
  const [data, metadata] = [join(root, "data"), join(root, "metadata")];
  // A folder of the root is a bucket.
  mkdirSync(join(data, "state"), { recursive: true });
  mkdirSync(metadata);
  const port = await freePort();
  const [access, secret] = ["kompose", "only-a-test-knows-it"];
  const server = execa(program, ["--port", `127.0.0.1:${port}`, "--quiet", "posix", "--sidecar", metadata, data], {
    env: { ROOT_ACCESS_KEY: access, ROOT_SECRET_KEY: secret },
    stdio: "ignore",
    reject: false,
  });
  const endpoint = `http://127.0.0.1:${port}`;
  for (let tries = 0; !(await fetch(endpoint).catch(() => undefined)); tries++) {
    if (tries > 100) throw new Error(`no S3 server answers at ${endpoint}`);
    await sleep(100);
  }
  return {
    folder: join(data, "state"),
    environment: {
      PULUMI_BACKEND_URL: `s3://state?endpoint=${endpoint}&region=us-east-1&s3ForcePathStyle=true`,
      AWS_ACCESS_KEY_ID: access,
      AWS_SECRET_ACCESS_KEY: secret,
    },
    stop() {
      server.kill();
      rmSync(root, { recursive: true, force: true });
    },
  };
}
