/**
 * A real browser on the tests' engine. Chromium runs in a container, because the platform's network can not be reached
 * from here; Playwright speaks with it through the container's standard input and output.
 */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Browser, chromium } from "playwright-core";
import { artefacts } from "./artefacts.ts";
import type { Door } from "./door.ts";
import type { TestEngine } from "./engine.ts";

/** The image that the browser runs from. A test that opens one asks for it when it starts the engine. */
export const browserImage = "kompose-browser:1.0.0";

interface BrowserOptions {
  /** As `docker run --network` takes it: `kompose`, or `container:<name>` for a container's own. */
  network: string;
  /** A certificate, PEM, whose signatures the browser is to trust beside the public ones. */
  authority?: string;
}

const quoted = (word: string) => `'${word.replaceAll("'", "'\\''")}'`;

/**
 * Run in the container: trusts the authority and becomes Chromium, which takes Playwright's messages on descriptor 3
 * and answers on 4. Standard output is for nothing else.
 */
const inContainer = `set -e
if [ -n "$AUTHORITY" ]; then
  mkdir -p ~/.pki/nssdb
  certutil -d sql:$HOME/.pki/nssdb -N --empty-password
  printf '%s\\n' "$AUTHORITY" | certutil -d sql:$HOME/.pki/nssdb -A -a -n platform -t C,,
fi >&2
exec chromium "$@" 3<&0 4>&1 1>&2 0</dev/null`;

/** What Playwright starts in the place of Chromium: its descriptors 3 and 4 become the container's standard streams. */
function launcher(
  engine: Pick<TestEngine, "host">,
  image: string,
  { network, authority = "" }: BrowserOptions,
): string {
  const words = [
    ...["docker", "run", "--rm", "--interactive", "--pull", "never", "--network", network, "--shm-size", "256m"],
    ...["--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    ...["--label", "dev.kompose.role=test-browser", "--env", "AUTHORITY", image, "sh", "-c", inContainer, "sh"],
  ];
  return [
    "#!/bin/sh",
    `export DOCKER_HOST=${quoted(engine.host)} AUTHORITY=${quoted(authority)}`,
    `exec ${words.map(quoted).join(" ")} "$@" <&3 >&4`,
    "",
  ].join("\n");
}

/** Nothing that asks for anything but what the test opens; and no sandbox of its own in the container's. */
const quiet = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/**
 * Opens a browser in a container of `browserImage` on the engine. `close()` ends it and its container.
 * @throws when the engine was started without the image, or the browser does not start within a minute
 */
async function openBrowser(engine: Pick<TestEngine, "host" | "images">, options: BrowserOptions): Promise<Browser> {
  const image = engine.images[browserImage];
  if (image === undefined) throw new Error(`the engine was started without ${browserImage}`);
  const folder = mkdtempSync(join(tmpdir(), "kompose-browser-"));
  const executablePath = join(folder, "chromium");
  writeFileSync(executablePath, launcher(engine, image, options));
  chmodSync(executablePath, 0o700);
  try {
    return await chromium.launch({ executablePath, args: [...quiet], timeout: 60_000 });
  } finally {
    // It runs, or never will.
    rmSync(folder, { recursive: true });
  }
}

/** Opens a browser on the machine at home, which trusts the platform's authority, with a folder for its screenshots. */
export async function openBrowserAtHome({ platform, home, authority }: Door): Promise<Browser> {
  mkdirSync(artefacts, { recursive: true });
  return openBrowser(platform.engine, {
    network: `container:${home.name}`,
    authority: readFileSync(authority, "utf8"),
  });
}
