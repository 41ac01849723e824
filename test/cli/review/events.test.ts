import { expect, test } from "vitest";
import { secret, unknown } from "../../../cli/review/events.ts";
import { diagnostic, events, policyEvent, preview } from "./previews.ts";

const marked = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };
const asset = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", hash: "abc" };
const notYet = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

test("secrets and what is not known yet are words, however deep they are", () => {
  const { steps } = preview(
    events("t", "a", { ops: ["update"], old: { a: marked }, new: { a: [marked, { b: notYet }], c: asset, d: 1 } }),
  );
  expect(steps[0]?.old?.inputs).toEqual({ a: secret });
  expect(steps[0]?.new?.inputs).toEqual({ a: [secret, { b: unknown }], c: unknown, d: 1 });
});

test("a component's outputs are those that it had, and the last that it would have", () => {
  const { outputs } = preview(events("t", "a", { ops: ["same"], old: {}, had: { x: 1 }, has: { x: 2 } }));
  expect([...outputs.values()]).toEqual([{ old: { x: 1 }, new: { x: 2 } }]);
});

test("what the engine says to its own developers is dropped, for it has secrets in the clear", () => {
  const all = preview(
    diagnostic("debug", "RegisterResource RPC finished: s3cret"),
    diagnostic("info", "said in passing"),
    diagnostic("warning", "changed by hand\n"),
    diagnostic("error", "preview failed\n"),
    policyEvent("urn:a", "p", "mandatory", "no\n"),
    "",
  );
  expect(JSON.stringify(all)).not.toContain("s3cret");
  expect(all).toMatchObject({
    warnings: ["changed by hand"],
    errors: ["preview failed"],
    policies: [{ resource: "urn:a", policy: "p", level: "mandatory", message: "no" }],
  });
});
