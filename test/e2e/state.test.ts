/** A state that is kept in S3: everything that works on files works there. */
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { type S3, startS3 } from "../support/s3.ts";

let s3: S3;
let platform: TestPlatform;
let secrets: Record<string, string>;
const checkpoint = () => join(s3.folder, ".pulumi/stacks/kompose/e2e.json");
const locks = () => join(s3.folder, ".pulumi/locks/organization/kompose/e2e");

/** Everything that is in the bucket. */
function stored(): string {
  const files = readdirSync(s3.folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return files.map((entry) => readFileSync(join(entry.parentPath, entry.name), "utf8")).join("\n");
}

beforeAll(async () => {
  s3 = await startS3();
  platform = await TestPlatform.start({ environment: s3.environment });
});
afterAll(async () => {
  await platform?.stop();
  s3?.stop();
});

test("up makes the platform, its state in the bucket and its passphrase here", async () => {
  await platform.up();
  secrets = await platform.secrets();
  expect(existsSync(checkpoint())).toBe(true);
  expect(existsSync(join(platform.stateFolder, "pulumi"))).toBe(false);
  expect(existsSync(join(platform.stateFolder, "passphrase"))).toBe(true);
});

test("the bucket knows no secret", () => {
  const values = Object.values(secrets);
  expect(values.length).toBeGreaterThan(5);
  const text = stored();
  expect(text).toContain("ciphertext");
  for (const value of [...values, readFileSync(join(platform.stateFolder, "passphrase"), "utf8")]) {
    expect(text.includes(value)).toBe(false);
  }
});

test("a second up changes nothing, and a credential is told", async () => {
  const before = await platform.containers();
  expect(await platform.up()).toMatch(/\d+ unchanged/);
  expect(await platform.containers()).toEqual(before);
  const [name = "", value] = Object.entries(secrets)[0] ?? [];
  expect(await platform.command("credential", [name, "e2e"])).toMatchObject({ text: value, exitCode: 0 });
});

test("another machine goes on with the state, once it has the passphrase", async () => {
  const [name = "", value] = Object.entries(secrets)[0] ?? [];
  const elsewhere = join(platform.folder, "..", "elsewhere");
  const env = { ...platform.environment, KOMPOSE_STATE: elsewhere };
  const without = await platform.command("credential", [name, "e2e"], { env });
  expect(without.exitCode).toBe(1);
  expect(without.text).toContain(`the passphrase of its secrets is not in ${elsewhere}/passphrase`);
  mkdirSync(elsewhere, { recursive: true });
  writeFileSync(join(elsewhere, "passphrase"), readFileSync(join(platform.stateFolder, "passphrase")), { mode: 0o600 });
  expect(await platform.command("credential", [name, "e2e"], { env })).toMatchObject({ text: value, exitCode: 0 });
  rmSync(elsewhere, { recursive: true });
});

test("a stack with a state here and another elsewhere is nobody's guess", async () => {
  const local = join(platform.stateFolder, "pulumi/.pulumi/stacks/kompose/e2e.json");
  mkdirSync(dirname(local), { recursive: true });
  writeFileSync(local, JSON.stringify({ checkpoint: {} }));
  const { text, exitCode } = await platform.command("up", ["e2e", "--yes"]);
  rmSync(join(platform.stateFolder, "pulumi"), { recursive: true });
  expect(exitCode).toBe(1);
  expect(text).toContain(`e2e has a state in ${platform.stateFolder}/pulumi, and PULUMI_BACKEND_URL names s3://state`);
});

test("a lock that is held elsewhere holds, and is told", async () => {
  const lock = join(locks(), "0.json");
  const owner = { pid: 1, username: "somebody", hostname: "elsewhere", timestamp: "2026-11-21T17:00:00Z" };
  mkdirSync(locks(), { recursive: true });
  writeFileSync(lock, JSON.stringify(owner));
  const { text, exitCode } = await platform.command("up", ["e2e", "--yes"]);
  expect(exitCode).toBe(1);
  expect(text).toContain("another run works on e2e: process 1 of somebody on elsewhere, since 2026-11-21T17:00:00Z");
  expect(existsSync(lock)).toBe(true);
  rmSync(lock);
});

/** Settings that give the broker so many MiB, which is a small change of one container. */
function broker(memory: number): void {
  platform.settings({ "kompose:services": { "core-mqtt": { memory: `${memory}MiB` } } });
}

test("an up that is killed leaves its lock, and the next goes on", async () => {
  platform.settings({ "kompose:services": { "core-postgres": { openFiles: 4096 } } });
  const killed = execa(join(platform.folder, "bin/up"), ["e2e", "--yes"], {
    cwd: platform.folder,
    env: platform.environment,
    detached: true,
    reject: false,
    stdio: "ignore",
  });
  const held = () => (existsSync(locks()) ? readdirSync(locks()).filter((file) => file.endsWith(".json")) : []);
  // Longer than the look at who holds the lock takes it itself.
  for (let seen = 0; seen < 20; seen = held().length > 0 ? seen + 1 : 0) await sleep(100);
  process.kill(-(killed.pid as number), "SIGKILL");
  await killed;
  const left = held().map((file) => JSON.parse(readFileSync(join(locks(), file), "utf8")).hostname);
  expect(left).toEqual([hostname()]);
  expect(await platform.up()).toContain("lock of a dead process removed");
  expect(held()).toEqual([]);
  expect(await platform.secrets()).toEqual(secrets);
}, 300_000);

test("what a plan did not say is not done", async () => {
  const plan = join(platform.folder, "plan.json");
  broker(100);
  expect((await platform.command("review", ["e2e", "--plan", plan])).exitCode).toBe(2);
  expect(readFileSync(plan, "utf8")).not.toContain(Object.values(secrets)[0] as string);
  broker(120);
  const refused = await platform.command("up", ["e2e", "--plan", plan]);
  expect(refused.exitCode).toBe(1);
  expect(refused.text).toContain("this is not what was planned, so nothing was done");
  broker(100);
  expect((await platform.command("up", ["e2e", "--yes", "--plan", plan])).text).toContain("updated");
}, 300_000);

test("what runs is not what the state says: drift is found", async () => {
  const look = async () => {
    const { exitCode } = await execa(join(platform.folder, ".ci/drift"), [join(platform.folder, "drift"), "e2e"], {
      env: platform.environment,
    });
    expect(exitCode).toBe(0);
    return readFileSync(join(platform.folder, "drift/code"), "utf8").trim();
  };
  expect(await look()).toBe("0");
  await platform.docker(["rm", "--force", await platform.containerOf("core-mqtt")]);
  expect(await look()).toBe("2");
  expect(readFileSync(join(platform.folder, "drift/drift.txt"), "utf8")).toContain("core-mqtt");
  await platform.up();
}, 300_000);

test("a state is moved with what docs/state.md says, and reads the same passwords", async () => {
  const file = join(platform.folder, "e2e.json");
  await platform.pulumi("stack", "export", "--file", file);
  const env = { ...platform.environment, PULUMI_BACKEND_URL: "" };
  const here = async (...args: string[]) => {
    const { text, exitCode } = await platform.command("pulumi", [...args, "--stack", "e2e"], { env });
    expect(exitCode, text).toBe(0);
  };
  const { text, exitCode } = await platform.command(
    "pulumi",
    ["stack", "init", "e2e", "--secrets-provider", "passphrase"],
    { env },
  );
  expect(exitCode, text).toBe(0);
  await here("stack", "import", "--file", file);
  await here("preview", "--expect-no-changes");
  const [name = "", value] = Object.entries(secrets)[0] ?? [];
  expect(await platform.command("credential", [name, "e2e"], { env })).toMatchObject({ text: value, exitCode: 0 });
  rmSync(join(platform.stateFolder, "pulumi"), { recursive: true });
});

test("down keeps data and passwords, and the next up goes on with them", async () => {
  const text = await platform.down();
  expect(text).toContain(`passwords and state in ${s3.environment.PULUMI_BACKEND_URL}`);
  expect(await platform.containers()).toEqual([]);
  expect(await platform.docker(["volume", "ls", "--quiet"])).not.toBe("");
  await platform.up();
  expect(await platform.secrets()).toEqual(secrets);
}, 300_000);

test("down with its data leaves nothing but the passphrase, which other stacks may have", async () => {
  await platform.down("--delete-data");
  expect(await platform.docker(["volume", "ls", "--quiet"])).toBe("");
  expect(existsSync(checkpoint())).toBe(false);
  expect(existsSync(join(platform.stateFolder, "passphrase"))).toBe(true);
});
