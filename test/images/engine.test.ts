/** Engines: the machine's own, found or started; and the tests' own, which must not be felt by the machine. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createConnection } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { ensureEngine, startDaemon } from "../../cli/setup/engine.ts";
import { UserError } from "../../cli/terminal.ts";
import { images } from "../../config/images.ts";
import { startTestEngine } from "../support/engine.ts";
import { Containers } from "./containers.ts";

const quiet = () => {};
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "kompose-engine-test-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

/** What another engine in the machine's own network would change. */
async function machineNetwork(): Promise<string> {
  const { stdout } = await execa("sh", [
    "-c",
    "ip -brief link | cut -d' ' -f1; iptables-save -t nat | grep -v '^[#:]'; sysctl -n net.ipv4.ip_forward",
  ]);
  return stdout;
}

const refusesConnections = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = createConnection({ host: "127.0.0.1", port });
    socket.on("error", () => resolve(true));
    socket.on("connect", () => {
      socket.destroy();
      resolve(false);
    });
  });

test("the tests' engine publishes ports in its own network alone, and leaves nothing but images", async () => {
  const before = await machineNetwork();
  const engine = await startTestEngine();
  const containers = new Containers(engine);
  try {
    const toy = [
      "run",
      "--detach",
      "--publish=38080:8080",
      "--volume=left:/data",
      containers.image("kompose-toy:1.0.0"),
    ];
    await containers.docker("network", "create", "left");
    const id = await containers.docker(...toy);
    await containers.untilLogged(id, "on :8080");
    const inside = await engine.run(["sh", "-c", "exec 3<>/dev/tcp/127.0.0.1/38080"].with(0, "bash"));
    expect(inside.exitCode).toBe(0);
    expect(await refusesConnections(38080)).toBe(true);
    expect(await machineNetwork()).toBe(before);
  } finally {
    await engine.stop();
  }
  const again = await startTestEngine();
  try {
    const after = new Containers(again);
    expect(await after.docker("ps", "--all", "--quiet")).toBe("");
    expect(await after.docker("volume", "ls", "--quiet")).toBe("");
    expect(await after.docker("network", "ls", "--quiet", "--filter", "type=custom")).toBe("");
    expect(again.images).toEqual(engine.images);
  } finally {
    await again.stop();
  }
});

test("what a killed run left is gone when the next one starts; while it lives nobody else gets the engine", async () => {
  const script = `
    const { startTestEngine } = await import(${JSON.stringify(join(checkout, "test/support/engine.ts"))});
    const engine = await startTestEngine();
    await engine.run(["docker", "run", "--detach", "--name=orphan", "--volume=orphan:/data", engine.images["kompose-toy:1.0.0"]]);
    console.log("ready");
    setInterval(() => {}, 1000);`;
  const run = spawn(process.execPath, ["--input-type=module", "--eval", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(run.stdout, "data");
  const toys = async () =>
    (await execa("pgrep", ["--exact", "kompose-toy"], { reject: false })).stdout.split("\n").filter(Boolean);
  const orphans = await toys();
  expect(orphans).not.toEqual([]);
  await expect(startTestEngine({ waitSeconds: 1 })).rejects.toThrow(`in use by process ${run.pid}`);
  run.kill("SIGKILL");
  await once(run, "exit");
  const engine = await startTestEngine({ waitSeconds: 10 });
  try {
    expect(await new Containers(engine).docker("ps", "--all", "--quiet")).toBe("");
    expect((await toys()).filter((pid) => orphans.includes(pid))).toEqual([]);
  } finally {
    await engine.stop();
  }
});

test("an engine that answers is used as it is; one elsewhere that does not is for a person to mend", async () => {
  const engine = await startTestEngine({ images: [images.busybox] });
  try {
    const found = await ensureEngine(engine.host, { yes: true }, quiet);
    expect(found).toMatchObject({ was: "found", version: expect.stringMatching(/^\d+\.\d+/) });
  } finally {
    await engine.stop();
  }
  const gone = ensureEngine(engine.host, { yes: true }, quiet);
  await expect(gone).rejects.toThrow(UserError);
  await expect(gone).rejects.toThrow(engine.host);
});

test("dockerd that ends at once is told with the end of its log", async () => {
  const failing = startDaemon({
    host: `unix://${directory}/docker.sock`,
    arguments: ["--no-such-option"],
    pidFile: join(directory, "dockerd.pid"),
    log: join(directory, "dockerd.log"),
  });
  await expect(failing).rejects.toThrow(/ended at once.*unknown flag: --no-such-option/s);
});

test("a machine's own engine that is stopped is started without an init system, and stopped when it is empty", async () => {
  // A machine of its own as far as an engine can see: no socket, no data, no network of the real one.
  const inside = `
    mount -t tmpfs tmpfs /run && mount --bind "$1" /var/lib/docker && ip link set lo up
    KOMPOSE_STATE="$1/state" exec "$2" --input-type=module --eval "$3"`;
  const script = `
    const { defaultHost, ensureEngine, stopOwnEngine } = await import(${JSON.stringify(join(checkout, "cli/setup/engine.ts"))});
    const { execFileSync } = await import("node:child_process");
    const docker = (...words) => execFileSync("docker", words, { env: { ...process.env, DOCKER_HOST: defaultHost } });
    const say = (what, value) => console.log(what, value);
    say("start", (await ensureEngine(defaultHost, { yes: true }, () => {})).was);
    say("again", (await ensureEngine(defaultHost, { yes: true }, () => {})).was);
    docker("import", "/etc/hostname.tar", "thing");
    docker("create", "--name=kept", "thing", "x");
    say("with a container", await stopOwnEngine());
    docker("rm", "kept");
    say("empty", await stopOwnEngine());
    say("twice", await stopOwnEngine());
    say("restart", (await ensureEngine(defaultHost, { yes: true }, () => {})).was);
    say("end", await stopOwnEngine());`.replace("/etc/hostname.tar", join(directory, "thing.tar"));
  await execa("tar", ["-C", checkout, "-cf", join(directory, "thing.tar"), "package.json"]);
  const unshare = ["unshare", "--mount", "--net", "--pid", "--fork", "--kill-child", "--mount-proc"];
  const [file = "", ...rest] = [...unshare, "sh", "-euc", inside, "sh", directory, process.execPath, script];
  const { stdout } = await execa(file, rest);
  expect(stdout.split("\n")).toEqual([
    "start started",
    "again found",
    "with a container in use",
    "empty stopped",
    "twice not ours",
    "restart started",
    "end stopped",
  ]);
  expect(readFileSync(join(directory, "state/engine/dockerd.log"), "utf8")).toContain("API listen on");
});
