/** Containers on the tests' engine, run as the platform runs its services: no right that is not given. */
import { setTimeout as sleep } from "node:timers/promises";
import { vi } from "vitest";
import { images } from "../../config/images.ts";
import type { Ran, TestEngine } from "../support/engine.ts";

// Waiting for another run, and building images the first time, take minutes.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 1_800_000 });

/** As components/service.ts makes them: a user without capabilities on a read-only file system. */
export function hardened(user: string, tmpfs: readonly string[] = []): string[] {
  const [uid, gid] = user.split(":");
  const options = `rw,noexec,nosuid,nodev,size=64m,mode=0700,uid=${uid},gid=${gid}`;
  return [
    `--user=${user}`,
    "--read-only",
    "--cap-drop=ALL",
    "--security-opt=no-new-privileges:true",
    ...tmpfs.map((path) => `--tmpfs=${path}:${options}`),
  ];
}

export class Containers {
  readonly engine: TestEngine;

  constructor(engine: TestEngine) {
    this.engine = engine;
  }

  /** Runs the Docker command line; what it says and how it ends is for the caller. */
  try(...words: string[]): Promise<Ran> {
    return this.engine.run(["docker", ...words]);
  }

  /** Runs the Docker command line, which must succeed; its standard output. */
  async docker(...words: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.try(...words);
    if (exitCode !== 0) throw new Error(`docker ${words.join(" ")}: ${stderr}\n${stdout}`);
    return stdout;
  }

  /** The reference of an image on this engine. */
  image(name: string): string {
    const reference = this.engine.images[name];
    if (reference === undefined) throw new Error(`the test did not ask for ${name}`);
    return reference;
  }

  /** Writes files into a new volume, owned by `owner` alone, as the platform delivers secrets. */
  async files(volume: string, owner: string, files: Record<string, string>): Promise<void> {
    await this.docker("volume", "create", volume);
    for (const [path, content] of Object.entries(files)) {
      const script = `cat > /files/${path} && chmod 0400 /files/${path} && chown -R ${owner} /files`;
      const words = ["run", "--rm", "--interactive", "--network=none", `--volume=${volume}:/files`];
      const { exitCode, stderr } = await this.engine.run(
        ["docker", ...words, this.image(images.busybox), "sh", "-c", script],
        { input: content },
      );
      if (exitCode !== 0) throw new Error(`${path}: ${stderr}`);
    }
  }

  /** Starts a container in the background on the network `tests`. */
  start(name: string, image: string, options: readonly string[], command: readonly string[] = []): Promise<string> {
    return this.docker(
      ...["run", "--detach", "--network=tests", `--name=${name}`, ...options, this.image(image), ...command],
    );
  }

  /** Runs a command in a new container of `image` beside the others. */
  beside(image: string, ...command: string[]): Promise<Ran> {
    return this.try("run", "--rm", "--network=tests", this.image(image), ...command);
  }

  /** Both streams of a container's log. */
  async log(name: string): Promise<string> {
    const { stdout, stderr } = await this.try("logs", name);
    return `${stdout}\n${stderr}`;
  }

  /** Waits until a command in a container succeeds; fails with the container's log. */
  async until(name: string, ...command: string[]): Promise<string> {
    return this.untilTrue(name, async () => {
      const { exitCode, stdout } = await this.try("exec", name, ...command);
      return exitCode === 0 ? stdout : undefined;
    });
  }

  /** Waits until a container's log holds `text`. */
  async untilLogged(name: string, text: string): Promise<string> {
    return this.untilTrue(name, async () => ((await this.log(name)).includes(text) ? text : undefined));
  }

  private async untilTrue(name: string, check: () => Promise<string | undefined>): Promise<string> {
    const deadline = Date.now() + 60_000;
    for (;;) {
      const result = await check();
      if (result !== undefined) return result;
      const running = await this.try("inspect", "--format", "{{.State.Running}}", name);
      if (running.stdout !== "true" || Date.now() > deadline) {
        throw new Error(`${name} did not get ready: ${await this.log(name)}`);
      }
      await sleep(50);
    }
  }

  /** Stops a container cleanly; its exit code. */
  async stop(name: string): Promise<number> {
    await this.docker("stop", "--time", "30", name);
    return Number(await this.docker("inspect", "--format", "{{.State.ExitCode}}", name));
  }
}
