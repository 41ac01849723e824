import { describe, expect, test } from "vitest";
import { markdown } from "../../../cli/review/markdown.ts";
import { reportOf } from "../../../cli/review/report.ts";
import { types } from "../../../cli/review/resources.ts";
import { exitCode, reviewOf } from "../../../cli/review/review.ts";
import {
  diagnostic,
  events,
  labels,
  partOf,
  policyEvent,
  preview,
  replaced,
  serviceEvents,
  urnOf,
} from "./previews.ts";

function reviewed(...lines: Parameters<typeof preview>) {
  const review = reviewOf(preview(...lines), { state: [], values: new Map([["a secret's value", "postgres/umami"]]) });
  return { code: exitCode(review), text: markdown(reportOf("dev", review)) };
}

const redis = (type: string, name: string, given: Parameters<typeof events>[2]) =>
  events(type, name, { ...given, ...partOf("core-redis") });
const restarted = redis(types.container, "core-redis", {
  ops: replaced.deletedFirst,
  old: { memory: 1 },
  new: { memory: 2 },
});
const lost = redis(types.volume, "core-redis-data", {
  ops: ["delete"],
  old: { name: "core-redis-data", labels: labels({ data: "true" }) },
});
const violated = policyEvent(urnOf(types.container, "core-redis"), "no-host", "mandatory", "No host.\nIt is one.");

test("a policy that could not decide about many resources is one line", () => {
  const undecided = (name: string) =>
    policyEvent(urnOf(types.container, name), "p", "advisory", "can't run policy 'p' during preview: at .image");
  const few = reviewed(undecided("a"), undecided("b")).text;
  expect(few).toContain("<code>p</code> about <code>a</code>, <code>b</code>");
  expect(few).toContain("a: at .image\n  b: at .image");
  const many = reviewed(...["a", "b", "c", "d"].map(undecided)).text;
  expect(many).toContain("<code>p</code> about 4 resources");
});

describe("the first line and the exit code", () => {
  test("of no change", () => {
    const { code, text } = reviewed(serviceEvents("core-redis"), policyEvent("", "p", "advisory", "Think of it."));
    expect(code).toBe(0);
    expect(text).toMatch(/^## Nothing changes on `dev`\n/);
  });

  test("of changes count the containers by what becomes of them", () => {
    const { code, text } = reviewed(
      restarted,
      events(types.container, "a", { ops: replaced.createdFirst, old: {}, new: {} }),
      events(types.container, "b", { ops: replaced.createdFirst, old: {}, new: {} }),
    );
    expect(code).toBe(2);
    expect(text).toMatch(
      /^## What changes on `dev`: 1 container stops and is replaced, 2 containers are replaced without losing a request\n/,
    );
    expect(reviewed(events(types.password, "p", { ops: ["create"], new: {} })).text).toMatch(
      /^## What changes on `dev`: no container starts or stops\n/,
    );
  });

  test("of data at risk name it, and tell to stop", () => {
    const { code, text } = reviewed(serviceEvents("core-redis"), lost);
    expect(code).toBe(3);
    expect(text).toMatch(/^## DATA AT RISK: `volume core-redis-data`\. Stop, and read what happens to it\n/);
    expect(text).toContain("- volume `core-redis-data` with data leaves the program and stays on the engine");
  });

  test("of a violation; together with data at risk its code, and the other's line", () => {
    expect(reviewed(violated)).toMatchObject({
      code: 4,
      text: expect.stringMatching(/^## Refused: 1 policy violation\n/),
    });
    expect(reviewed(violated, lost)).toMatchObject({ code: 4, text: expect.stringMatching(/^## DATA AT RISK/) });
  });

  test("of a secret in plain text, which is never shown", () => {
    const { code, text } = reviewed(
      events(types.stack, "s", { ops: ["same"], old: {}, has: { shown: "a secret's value" } }),
    );
    expect(code).toBe(4);
    expect(text).toMatch(/^## Refused: 1 secret in plain text\n/);
    expect(text).toContain("the value of `postgres/umami` is in `s`, at `outputs.shown`");
    expect(text).not.toContain("a secret's value");
  });
});

describe("a service", () => {
  const lines = (...given: Parameters<typeof preview>) =>
    reviewed(serviceEvents("core-redis"), ...given)
      .text.split("\n")
      .filter((line) => line.startsWith("- "))
      .map((line) => line.replace(/<[^>]+>/g, "").trim());

  test("has its files, and whether the program follows them as it runs", () => {
    const files = redis(types.files, "core-redis-files", {
      ops: ["same"],
      old: { files: { conf: "a\n" } },
      new: { files: { conf: "b\n" } },
    });
    const written = redis(types.command, "core-redis-files", { ops: ["update"], old: {}, new: {} });
    const gate = redis(types.command, "core-redis-ready", { ops: ["update"], old: {}, new: {} });
    expect(lines(files, written, gate)).toEqual(["- file conf changes (+1 −1), and the program that runs follows it"]);
    expect(lines(restarted, files, written, gate)).toEqual([
      "- `core-redis` stops, is replaced, and is away for how long was never measured",
      "- container stops and is replaced",
      "- file conf changes (+1 −1)",
    ]);
    expect(lines(written, gate)).toEqual([
      "- files are written again: secrets in them, or how they are written, change",
    ]);
    expect(lines(gate)).toEqual(["- its gate looks at it again, and it goes on running"]);
  });

  test("shows which files it reads at its start as words, not as a hash", () => {
    const hashed = (hash: string) => ({ labels: labels({ files: hash }) });
    const { text } = reviewed(
      serviceEvents("core-redis"),
      redis(types.container, "core-redis", { ops: replaced.deletedFirst, old: hashed("0abc"), new: hashed("0def") }),
    );
    expect(text).toContain("  ! it reads other files when it starts\n");
    expect(text).not.toMatch(/0abc|0def/);
  });

  test("has its image by name", () => {
    const image = (name: string) => ({ name });
    expect(
      lines(
        redis(types.image, "core-redis", { ops: replaced.createdFirst, old: image("redis:1"), new: image("redis:2") }),
      ),
    ).toEqual(["- image `redis:1` becomes `redis:2`"]);
  });

  test("is the realm too, which somebody may have changed by hand", () => {
    const realm = (before: string, after: string) =>
      lines(
        events(types.realm, "auth_realm", { ops: ["same"], old: {} }),
        events(types.command, "auth_realm", {
          ops: ["update"],
          old: { environment: { DRIFT: before } },
          new: { environment: { DRIFT: after } },
          parent: urnOf(types.realm, "auth_realm"),
        }),
      );
    expect(realm("", "")).toEqual(["- Keycloak is brought to the files"]);
    expect(realm("", "2026\nclient a: redirectUris")).toEqual(["- what was changed in Keycloak by hand is put back"]);
  });
});

test("what is of no service stands under what it is", () => {
  const { text } = reviewed(
    events(types.password, "postgres/a", { ops: ["create"], new: {} }),
    events(types.password, "postgres/b", { ops: replaced.createdFirst, old: {}, new: { keepers: { rotation: "1" } } }),
    events("tls:index/locallySignedCert:LocallySignedCert", "proxy_app", {
      ops: replaced.createdFirst,
      old: {},
      new: {},
    }),
    events(types.network, "kompose", { ops: replaced.deletedFirst, old: { a: 1 }, new: { a: 2 } }),
    events("docker:index/plugin:Plugin", "p", { ops: ["create"], new: {} }),
    diagnostic("warning", "somebody changed\nthe realm"),
  );
  expect(text).toContain("### Secrets\n\n- secret `postgres/a` is generated\n- secret `postgres/b` gets a new value\n");
  expect(text).toContain("### Certificates\n\n- certificate `proxy_app` is replaced\n");
  expect(text).toContain("### The host\n\n- <details><summary>network <code>kompose</code> is replaced</summary>\n");
  expect(text).toContain("\n- `docker:index/plugin:Plugin` `p` is made\n");
  expect(text).toContain("### Warnings\n\n- `somebody changed the realm`\n");
});
