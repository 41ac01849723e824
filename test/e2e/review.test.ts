/**
 * What a review announces is what happens: twenty changes as people make them, each reviewed, made and watched. The
 * reports are kept, for people to look at: test/e2e/review/testdata.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { TestPlatform } from "../support/platform.ts";
import { announced } from "./review/announced.ts";
import { begin, changes } from "./review/changes.ts";
import { observe } from "./review/observed.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
  begin(platform);
  await platform.up();
}, 900_000);
afterAll(() => platform?.stop(), 60_000);

const at = (file: string) => join(platform.stateFolder, file);

/** The report without what differs from machine to machine and from run to run. */
function normalised(report: string): string {
  return (
    report
      .replaceAll(platform.engine.host, "<engine>")
      .replaceAll(/about \d+ s/g, "about <n> s")
      .replaceAll(/sha256:[0-9a-f]{64}/g, "sha256:<hash>")
      .replaceAll(/(kompose\/[a-z-]+:[\w.]+)-[0-9a-f]{12}/g, "$1-<hash>")
      .replaceAll(/\/revision\/[0-9a-f]{16}/g, "/revision/<hash>")
      .replaceAll(/(-----BEGIN [A-Z ]+-----)\n(?:.*\n)*?(.*-----END [A-Z ]+-----)/g, "$1\n  …\n$2")
      // The page is drawn from what is announced elsewhere; its drawing is not what these reports are about.
      .replaceAll(/(<code>index\.html<\/code>.*?<\/summary>\n\n {2}```diff\n)(.|\n)*?\n {2}```\n/g, "$1  …\n  ```\n")
      .replaceAll(/(<code>index\.html<\/code> changes) \(.*?\)/g, "$1 (…)")
      // It is the same in each, whatever changes.
      .replace(/### Advice\n(?:(?!### )[^\n]*\n)*/, "")
      .replace(/\n*$/, "\n")
  );
}

const golden = (name: string) => `./review/testdata/${name.replaceAll(/\W+/g, "-")}.md`;

const reports: string[] = [];

/** Reviews what is, and returns what was said. */
async function review(...args: string[]) {
  const files = ["--comment", at("comment.md"), "--report", at("report.md")];
  const { text, exitCode } = await platform.command("review", ["e2e", ...files, ...args]);
  const report = existsSync(at("report.md")) ? readFileSync(at("report.md"), "utf8") : "";
  reports.push(report);
  return { text, exitCode, report };
}

test.each(changes)(
  "$name: what is announced is what happens",
  async ({ name, code, make }) => {
    await make(platform);
    const { text, exitCode, report } = await review("--plan", at("plan.json"));
    expect(text).not.toContain("error");
    expect(exitCode).toBe(code);
    await expect(normalised(report)).toMatchFileSnapshot(golden(name));
    expect(existsSync(at("comment.md"))).toBe(code !== 0);

    const { deletedVolumes, ...happened } = await observe(platform, async () => {
      const up = await platform.command("up", ["e2e", "--yes", "--plan", at("plan.json")]);
      expect(up.text).not.toContain("error:");
      expect(up.exitCode).toBe(0);
    });
    expect(announced(report)).toEqual(happened);
    expect(deletedVolumes.filter((volume) => !volume.endsWith("-files"))).toEqual([]);
    for (const volume of deletedVolumes) {
      expect(happened.containers[volume.replace(/-files$/, "")]).toBe("ends");
    }
  },
  120_000,
);

test("a plan is for what was seen: of anything else nothing is done", async () => {
  expect(await review("--plan", at("plan.json"))).toMatchObject({
    exitCode: 0,
    report: expect.stringMatching(/^## Nothing changes on `e2e`\n/),
  });
  const settings = platform.read("Pulumi.e2e.yaml");
  platform.write("Pulumi.e2e.yaml", settings.replace("300MiB", "310MiB"));
  const before = await platform.containers();
  const { text, exitCode } = await platform.command("up", ["e2e", "--yes", "--plan", at("plan.json")]);
  platform.write("Pulumi.e2e.yaml", settings);
  expect(exitCode).toBe(1);
  expect(text).toContain("- Container core-redis would change, which was not planned");
  expect(await platform.containers()).toEqual(before);
}, 300_000);

describe("a change that is refused", () => {
  const service = "components/service.ts";
  const restored = async (path: string, text: string, check: () => Promise<void>) => {
    const before = platform.read(path);
    platform.write(path, text);
    await check();
    platform.write(path, before);
  };

  test("violates a policy: the review says which, and bin/up does nothing", async () => {
    const text = platform
      .read(service)
      .replace("readOnly: true,\n        tmpfs", "readOnly: true, publishAllPorts: true,\n        tmpfs");
    await restored(service, text, async () => {
      const { exitCode, report } = await review("--plan", at("plan.json"));
      expect(exitCode).toBe(4);
      expect(report).toMatch(/^## Refused: \d+ policy violations\n/);
      expect(report).toContain("<code>ingress-no-publish-all-ports</code>, <code>core-mqtt</code>");
      expect(existsSync(at("plan.json"))).toBe(false);
      const before = await platform.containers();
      const up = await platform.command("up", ["e2e", "--yes"]);
      expect(up.exitCode).toBe(1);
      expect(up.text).toContain("publishes all ports");
      expect(await platform.containers()).toEqual(before);
    });
  }, 300_000);

  test("shows a secret: the review says which and where, and does not show it", async () => {
    const leak = `
import { unsecret } from "@pulumi/pulumi";
export const addressBook = unsecret(secrets.get("postgres/umami")).apply((password) => [\`umami:\${password}@core-postgres\`]);
`;
    await restored("index.ts", platform.read("index.ts") + leak, async () => {
      const { exitCode, report } = await review();
      expect(exitCode).toBe(4);
      expect(report).toContain("- the value of `postgres/umami` is in `kompose-e2e`, at `outputs.addressBook.0`");
      expect(report).not.toContain((await platform.secrets())["postgres/umami"]);
    });
  }, 200_000);

  test("is a mistake in the settings: one clear error, and no report", async () => {
    platform.settings({ "kompose:domian": "a.example" });
    const { exitCode, text } = await platform.command("review", ["e2e"]);
    platform.settings();
    expect(exitCode).toBe(1);
    expect(text).toContain("kompose:domian");
    expect(text).not.toContain("##");
  }, 200_000);
});

test("against an empty state it needs no engine, no state and no secret, and leaves nothing", async () => {
  platform.settings({
    "kompose:certificates": { files: { certificate: "/nowhere/certificate", key: "/nowhere/key" } },
    "kompose:host": { engine: "unix:///nowhere.sock" },
  });
  const left = () => readdirSync(tmpdir()).filter((name) => name.startsWith("kompose-review-"));
  const before = left();
  const { exitCode, text } = await platform.command("review", ["e2e", "--empty"], {
    env: { ...platform.environment, KOMPOSE_STATE: "/nowhere", DOCKER_HOST: "unix:///nowhere.sock" },
  });
  platform.settings();
  expect(text).toMatch(/^## What changes on `e2e`, against an empty state: 7 new containers start$/m);
  expect(exitCode).toBe(2);
  expect(text).toContain(
    "- route `https://kompose.localhost/` **appears**: `proxy_page, for whoever comes from inside`",
  );
  expect(left()).toEqual(before);
}, 200_000);

test("no report has a secret", async () => {
  const secrets = Object.values(await platform.secrets());
  expect(reports.length).toBeGreaterThan(20);
  expect(secrets.filter((secret) => reports.some((report) => report.includes(secret)))).toEqual([]);
});
