import { expect, test } from "vitest";
import { cliBackend, type Ended, fileBackend } from "../../../cli/stack/backend.ts";
import { namedOwners } from "../../../cli/stack/stack-lock.ts";
import { otherBackend } from "../../../cli/stack/state.ts";

const url = "s3://state?endpoint=http://127.0.0.1:1";
const exported = {
  version: 3,
  deployment: {
    secrets_providers: { type: "passphrase", state: { salt: "v1:x" } },
    resources: [{ urn: "urn:a", type: "random:index/randomPassword:RandomPassword" }],
    pending_operations: [{}, {}],
  },
};
const locked =
  "SDK 2026/11/21 18:03:44 WARN Response has no supported checksum.\n" +
  "error: could not create stack: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to " +
  "end or delete the lock file with `pulumi cancel`.\n" +
  "  s3://state/.pulumi/locks/a.json?endpoint=http://127.0.0.1:1: created by me@here (pid 7) at 2026-11-21T17:00:00Z\n" +
  "  s3://state/.pulumi/locks/b.json?endpoint=http://127.0.0.1:1: created by CORP\\ann@there (pid 9) at 2026-11-21T17:00:01+02:00";

/** A backend whose CLI answers `stack export` and `stack init` so, and what it was asked. */
function answering(answers: Record<string, Partial<Ended>>) {
  const asked: string[] = [];
  const backend = cliBackend(url, "dev", (where, ...args) => {
    asked.push(`${where}: ${args.join(" ")}`);
    return { exitCode: 0, stdout: "", stderr: "", ...answers[args[1] as string] };
  });
  return { backend, asked };
}

test("the variable of Pulumi names another backend, unless it names nothing", () => {
  expect(otherBackend({ PULUMI_BACKEND_URL: url })).toBe(url);
  expect(otherBackend({ PULUMI_BACKEND_URL: "" })).toBeUndefined();
  expect(otherBackend({})).toBeUndefined();
});

test("files are a backend of their own", () => {
  const backend = fileBackend("/nowhere", "kompose", "dev");
  expect(backend.url).toBe("file:///nowhere");
  expect(backend.checkpoint()).toBeUndefined();
  expect(backend.locks()).toEqual([]);
});

test("another backend's state is what the CLI exports", () => {
  const { backend, asked } = answering({ export: { stdout: JSON.stringify(exported) } });
  expect(backend.checkpoint()).toEqual({ resources: exported.deployment.resources, pending: 2, salt: "v1:x" });
  expect(asked).toEqual(["checkout: stack export --stack dev"]);
});

test("no such stack is no state; a backend that does not answer is an error that names it", () => {
  expect(answering({ export: { exitCode: 6 } }).backend.checkpoint()).toBeUndefined();
  const refused = answering({ export: { exitCode: 255, stderr: "SignatureDoesNotMatch" } });
  expect(() => refused.backend.checkpoint()).toThrow(
    `the state of dev can not be read from ${url}:\nSignatureDoesNotMatch`,
  );
});

test("who holds a lock is told by the CLI, in a working copy, which it may write to", () => {
  const { backend, asked } = answering({
    export: { stdout: JSON.stringify(exported) },
    init: { exitCode: 1, stderr: locked },
  });
  expect(backend.locks()).toEqual([
    { pid: 7, username: "me", hostname: "here", timestamp: "2026-11-21T17:00:00Z" },
    { pid: 9, username: "CORP\\ann", hostname: "there", timestamp: "2026-11-21T17:00:01+02:00" },
  ]);
  expect(asked[1]).toBe("working copy: stack init dev --secrets-provider passphrase");
  expect(namedOwners("error: stack 'organization/kompose/dev' already exists")).toEqual([]);
});

test("a stack that is not there is not made by looking for its lock", () => {
  const { backend, asked } = answering({ export: { exitCode: 6 } });
  expect(backend.locks()).toEqual([]);
  expect(asked).toEqual(["checkout: stack export --stack dev"]);
});
