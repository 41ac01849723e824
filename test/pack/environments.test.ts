/** The platform's own environments, judged by the pack as they are configured, through the real CLI. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { expect, onTestFinished, test } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { images } from "../../config/images.ts";
import { copyCheckout } from "../support/checkout-copy.ts";

/** A copy of the checkout in which every image has a digest, as `bin/pin` would have found it. */
async function pinned(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "kompose-environments-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  await copyCheckout(folder);
  const digest = `sha256:${"0123456789abcdef".repeat(4)}`;
  const lock = Object.fromEntries(Object.values(images).map((image) => [image, digest]));
  writeFileSync(join(folder, "images.lock.json"), JSON.stringify(lock));
  return folder;
}

// What is not built yet: monitoring and backups.
const expected = ["data-is-backed-up", "order-containers-have-an-alert", "order-routes-are-probed"];

test.each(["dev", "prod"])("%s passes, and needs every exception that it has", async (stack) => {
  const folder = await pinned();
  const report = join(folder, "report.md");
  const { exitCode, all } = await execa(join(folder, "bin/review"), [stack, "--empty", "--report", report], {
    all: true,
    reject: false,
    stdin: "ignore",
  });
  // Nothing is violated, and nothing is at risk: there is only much that is new.
  expect([exitCode, all]).toEqual([2, expect.any(String)]);
  const text = readFileSync(report, "utf8");
  const advice = text.split("### Advice")[1]?.split("\n### ")[0] ?? "";
  expect([...advice.matchAll(/<summary><code>([^<]+)<\/code>/g)].map(([, policy]) => policy)).toEqual(expected);
});

test("every exception and every public router of the configuration says why", () => {
  const files = readdirSync(checkout).filter((file) => /^Pulumi\..*policy\.json$/.test(file));
  expect(files).toEqual(["Pulumi.dev.policy.json", "Pulumi.policy.json"]);
  const reasons = files.flatMap((file) => {
    const config = Object.values(JSON.parse(readFileSync(join(checkout, file), "utf8")));
    return config.flatMap((options) => {
      const { exceptions = [], public: open = {} } = options as {
        exceptions?: { reason: string }[];
        public?: Record<string, string>;
      };
      return [...exceptions.map(({ reason }) => reason), ...Object.values(open)];
    });
  });
  expect(reasons.length).toBeGreaterThan(0);
  for (const reason of reasons) expect(reason).toMatch(/^\S+( \S+){4,}$/);
});
