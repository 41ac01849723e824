import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { withoutPending } from "../../../cli/recovery/interrupted.ts";
import { nameLeftovers, notInState, parseList } from "../../../cli/recovery/leftovers.ts";
import { keptWithData, readCheckpoint } from "../../../cli/stack/checkpoint.ts";
import { endOrphans, markedBy, orphans, runMark } from "../../../cli/stack/orphans.ts";
import { heldMessage, lockFolder, lockOwners, runsPulumi, sortLocks } from "../../../cli/stack/stack-lock.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kompose-interrupted-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const owner = (pid: number, host = hostname()) => ({ pid, username: "me", hostname: host, timestamp: "today" });

test("locks are read from the backend; half a lock has no living owner", () => {
  const locks = lockFolder(folder, "kompose", "dev");
  expect(lockOwners(locks)).toEqual([]);
  mkdirSync(locks, { recursive: true });
  writeFileSync(join(locks, "a.json"), JSON.stringify(owner(7)));
  writeFileSync(join(locks, "b.json"), '{"pid":');
  expect(lockOwners(locks).map(({ pid }) => pid)).toEqual([7, 0]);
});

test("a lock is stale when its process is gone, and only on this machine", () => {
  const owners = [owner(1), owner(2), owner(3, "elsewhere")];
  const { stale, held } = sortLocks(owners, hostname(), (pid) => pid === 2);
  expect(stale).toEqual([owner(1)]);
  expect(held).toEqual([owner(2), owner(3, "elsewhere")]);
});

test("a process that merely has the id of a dead one holds nothing", () => {
  expect(runsPulumi(process.pid)).toBe(false);
});

test("a held stack names who holds it and what to do", () => {
  const text = heldMessage("prod", [owner(42)]);
  expect(text).toContain(`process 42 of me on ${hostname()}`);
  expect(text).toContain("bin/pulumi cancel --yes --stack prod");
});

test("a mark is read from an environment, for one state directory only", () => {
  const environment = `A=1\0KOMPOSE_RUN=${runMark("/s:t", 12).KOMPOSE_RUN}\0B=2`;
  expect(markedBy(environment, "/s:t")).toBe(12);
  expect(markedBy(environment, "/s")).toBeUndefined();
  expect(markedBy("A=1", "/s")).toBeUndefined();
});

test("orphans of dead runs are ended, processes of living ones are not", async () => {
  const sleeper = (pid: number) =>
    spawn("sleep", ["60"], { env: { ...process.env, ...runMark(folder, pid) }, stdio: "ignore" });
  const dead = spawn("true");
  await new Promise((resolve) => dead.on("exit", resolve));
  const orphan = sleeper(dead.pid as number);
  const child = sleeper(process.pid);
  try {
    await expect.poll(() => orphans(folder)).toEqual([orphan.pid]);
    expect(await endOrphans(folder)).toBe(1);
    expect(orphans(folder)).toEqual([]);
    expect(child.exitCode).toBeNull();
    expect(child.signalCode).toBeNull();
  } finally {
    orphan.kill("SIGKILL");
    child.kill("SIGKILL");
  }
});

test("leftovers are what the state does not know by its id", () => {
  const found = parseList("aaa core-redis\nbbb link_app-12\n");
  expect(notInState(found, [{ id: "aaa" }, {}])).toEqual([{ id: "bbb", name: "link_app-12" }]);
  expect(notInState(found, [])).toEqual(found);
  expect(nameLeftovers({ containers: found, networks: [{ id: "c", name: "kompose" }] })).toBe(
    "container core-redis, container link_app-12, network kompose",
  );
});

test("clearing pending operations leaves everything else of the state", () => {
  const exported = { version: 3, deployment: { resources: [{ urn: "a" }], pending_operations: [{}], metadata: {} } };
  expect(JSON.parse(withoutPending(JSON.stringify(exported)))).toEqual({
    version: 3,
    deployment: { resources: [{ urn: "a" }], metadata: {} },
  });
});

function state(latest: unknown): void {
  mkdirSync(join(folder, ".pulumi/stacks/kompose"), { recursive: true });
  writeFileSync(
    join(folder, ".pulumi/stacks/kompose/dev.json"),
    JSON.stringify({ version: 3, checkpoint: { latest } }),
  );
}

test("the state is read from the backend", () => {
  expect(readCheckpoint(folder, "kompose", "dev")).toBeUndefined();
  state({ secrets_providers: { state: { salt: "v1:s" } }, pending_operations: [{}] });
  expect(readCheckpoint(folder, "kompose", "dev")).toEqual({ resources: [], pending: 1, salt: "v1:s" });
});

test("down keeps generated secrets and volumes with data, nothing else", () => {
  const volume = (urn: string, value?: string) => ({
    urn,
    custom: true,
    type: "docker:index/volume:Volume",
    inputs: { labels: value === undefined ? [] : [{ label: "dev.kompose.data", value }] },
  });
  state({
    resources: [
      { urn: "stack", type: "pulumi:pulumi:Stack" },
      { urn: "provider", type: "pulumi:providers:random", custom: true },
      { urn: "password", type: "random:index/randomPassword:RandomPassword", custom: true },
      { urn: "key", type: "tls:index/privateKey:PrivateKey", custom: true },
      volume("data", "true"),
      volume("files"),
      volume("other", "false"),
      { urn: "container", type: "docker:index/container:Container", custom: true },
    ],
  });
  const checkpoint = readCheckpoint(folder, "kompose", "dev");
  expect(keptWithData(checkpoint as NonNullable<typeof checkpoint>)).toEqual(["password", "key", "data"]);
});
