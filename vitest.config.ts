import { basename } from "node:path";
import { defineConfig } from "vitest/config";
import { BaseSequencer, type TestSpecification } from "vitest/node";

/** The end-to-end files that take longest. They are begun first, so that both workers end at much the same time. */
const longest = ["sign-in", "review", "data", "door", "state", "first-light"];

/** The end-to-end files that want the machine for themselves. */
const alone = ["test/e2e/hostile.test.ts", "test/e2e/replacement.test.ts"];

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = longest.indexOf(basename(moduleId, ".test.ts"));
      return at === -1 ? longest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

/**
 * For tests on real engines, one for each worker: much of it is waiting for health, so two share the cores well. More
 * would measure each other.
 */
const onEngines = { hookTimeout: 1_800_000, testTimeout: 120_000, maxWorkers: 2 };

/** The folders of tests, and how they run. What they need is in cli/test.ts, by tier. */
const projects = {
  unit: { include: ["test/{cli,config,services,wiring}/**/*.test.ts"], testTimeout: 15_000 },
  components: { include: ["test/components/**/*.test.ts"], testTimeout: 30_000 },
  policy: { include: ["test/policy/**/*.test.ts"], testTimeout: 30_000 },
  pack: { include: ["test/pack/**/*.test.ts"], testTimeout: 180_000, hookTimeout: 1_800_000 },
  ci: { include: ["test/ci/**/*.test.ts"], testTimeout: 30_000, hookTimeout: 600_000 },
  toolchain: { include: ["test/toolchain/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 1_800_000 },
  images: { include: ["test/images/**/*.test.ts"], exclude: ["test/images/engine.test.ts"], ...onEngines },
  // It watches what the machine feels of an engine, so there may be no other.
  engine: { include: ["test/images/engine.test.ts"], ...onEngines, maxWorkers: 1, sequence: { groupOrder: 1 } },
  e2e: { include: ["test/e2e/**/*.test.ts"], exclude: alone, ...onEngines },
  // What they hold is about what happens within a second or two, or at ten thousand at once: beside another test they
  // would measure that.
  alone: { include: alone, ...onEngines, maxWorkers: 1, sequence: { groupOrder: 2 } },
};

export default defineConfig({
  test: {
    projects: Object.entries(projects).map(([name, test]) => ({ test: { name, ...test } })),
    sequence: { sequencer: LongestFirst },
  },
});
