import { defineConfig } from "vitest/config";

/** The folders of tests, and how they run. What they need is in cli/test.ts, by tier. */
const projects = {
  unit: { include: ["test/{cli,config,services,wiring}/**/*.test.ts"], testTimeout: 15_000 },
  components: { include: ["test/components/**/*.test.ts"], testTimeout: 30_000 },
  policy: { include: ["test/policy/**/*.test.ts"], testTimeout: 30_000 },
  toolchain: { include: ["test/toolchain/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 1_800_000 },
  images: {
    include: ["test/images/**/*.test.ts"],
    testTimeout: 120_000,
    hookTimeout: 1_800_000,
    fileParallelism: false,
  },
  // Real engines, one for each worker: much of it is waiting for health, so two share the cores well. More would measure
  // each other.
  e2e: { include: ["test/e2e/**/*.test.ts"], testTimeout: 120_000, hookTimeout: 1_800_000, maxWorkers: 2 },
};

export default defineConfig({
  test: {
    projects: Object.entries(projects).map(([name, test]) => ({ test: { name, ...test } })),
  },
});
