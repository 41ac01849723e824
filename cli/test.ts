/** `bin/test`: sets up what is missing, and runs every tier of tests, or one. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { helpText, readArguments } from "./arguments.ts";
import { checkout } from "./paths.ts";
import { ensureDockerInstalled } from "./setup/engine.ts";
import { ensurePulumi } from "./setup/pulumi.ts";
import { coloured, duration, run, say, step } from "./terminal.ts";
import { type Counts, countReport, countsLine, nothingIsFailure, type Report, sum } from "./test-results.ts";

/** A tier of tests, from the fastest to the slowest. */
interface Tier {
  /** Projects of vitest.config.ts. */
  projects: readonly string[];
  /** What it starts on the machine. */
  starts: string;
  needs: readonly ("pulumi" | "docker")[];
  /** Whether types and lint belong to it. */
  checks?: true;
  /** Whether the policies' fixtures are tried against changed policies too. */
  mutants?: true;
}

const tiers: Readonly<Record<string, Tier>> = {
  fast: {
    projects: ["unit", "components", "policy"],
    starts: "types, lint and tests without an engine; starts nothing that stays",
    needs: [],
    checks: true,
  },
  ci: {
    projects: ["ci"],
    starts: "the workflows in .github, read by actionlint and zizmor, and the scripts that CI runs; starts nothing",
    needs: [],
  },
  policy: {
    projects: ["policy", "pack"],
    starts:
      "the policy pack: its fixtures, the pack through the real CLI, and the fixtures against every small change of it",
    needs: ["pulumi"],
    mutants: true,
  },
  toolchain: {
    projects: ["toolchain"],
    starts: "our builds of the Pulumi CLI and plugins, held against the official packages",
    needs: ["pulumi"],
  },
  images: {
    projects: ["images", "engine"],
    starts: "a Docker Engine of its own, on which images are built and a registry runs",
    needs: ["docker"],
  },
  e2e: {
    projects: ["e2e", "alone"],
    starts: "a Docker Engine of its own per file, on which bin/up brings up whole platforms with a state of their own",
    needs: ["pulumi", "docker"],
  },
};

const usage = {
  command: "bin/test",
  purpose: "Sets up what is missing and runs every tier of tests, or one. A platform on this machine is never touched.",
  word: { name: "tier", meaning: "what to run", known: Object.keys(tiers) },
  switches: {},
} as const;

const environment = {
  PATH: [join(checkout, "node_modules", ".bin"), dirname(process.execPath), process.env.PATH].join(delimiter),
  ...(process.stdout.isTTY ? { FORCE_COLOR: "1" } : { NO_COLOR: "1" }),
  // Nobody is there to answer, and nothing is to be written.
  CI: "1",
};

/** Runs an npm script of package.json as one test, and shows what it says when it fails. */
async function check(script: "types" | "lint"): Promise<Counts> {
  const { scripts } = JSON.parse(readFileSync(join(checkout, "package.json"), "utf8"));
  const started = performance.now();
  const result = await execa("sh", ["-c", scripts[script]], {
    cwd: checkout,
    env: environment,
    reject: false,
    all: true,
    stdin: "ignore",
  });
  const mark = result.failed ? coloured("red", "✗") : coloured("green", "✓");
  say(`${result.failed ? `${result.all}\n` : ""} ${mark} ${script}  ${duration(performance.now() - started)}`);
  return { passed: result.failed ? 0 : 1, failed: result.failed ? 1 : 0, skipped: 0 };
}

/** Runs a program of Node.js that writes a report to a file, in JSON; undefined where it wrote none. */
async function reported(argv: (file: string) => readonly string[]): Promise<unknown> {
  const folder = mkdtempSync(join(tmpdir(), "kompose-test-"));
  const file = join(folder, "report.json");
  try {
    const options = { cwd: checkout, env: environment, reject: false, stdin: "ignore" } as const;
    await execa(process.execPath, argv(file), { ...options, stdout: "inherit", stderr: "inherit" });
    return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function vitest(projects: readonly string[]): Promise<Counts> {
  const report = await reported((file) => [
    join(checkout, "node_modules", "vitest", "vitest.mjs"),
    "run",
    ...projects.flatMap((project) => ["--project", project]),
    "--passWithNoTests",
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${file}`,
  ]);
  return report === undefined ? { passed: 0, failed: 1, skipped: 0 } : countReport(report as Report);
}

async function mutants(): Promise<Counts> {
  const counts = await reported((file) => [join(checkout, "test", "policy", "mutation", "run.ts"), file]);
  return (counts as Counts | undefined) ?? { passed: 0, failed: 1, skipped: 0 };
}

async function runTier(name: string, tier: Tier): Promise<Counts> {
  say();
  say(coloured("bold", `── ${name}`));
  const started = performance.now();
  // The checks take one core, vitest the others.
  const checks = async () => (tier.checks === true ? sum([await check("types"), await check("lint")]) : sum([]));
  const [tests, checked] = await Promise.all([vitest(tier.projects), checks()]);
  if (tests.passed + tests.failed + tests.skipped === 0) say(`${name}: no test was found, which counts as a failure`);
  const mutated = tier.mutants === true ? nothingIsFailure(await mutants()) : sum([]);
  const counts = sum([nothingIsFailure(tests), checked, mutated]);
  say(`── ${name}: ${duration(performance.now() - started)}`);
  return counts;
}

await run(async () => {
  const { word, help } = readArguments(usage, process.argv.slice(2));
  if (help) return say(helpText(usage));
  const chosen = Object.entries(tiers).filter(([name]) => word === undefined || name === word);
  say("Tests, on names, ports and engines of their own:");
  for (const [name, { starts }] of chosen) say(`  ${name.padEnd(9)}  ${starts}`);
  say();
  const needs = new Set(chosen.flatMap(([, tier]) => tier.needs));
  if (needs.has("docker")) {
    await step("Docker programs", async (progress) => {
      await ensureDockerInstalled({ yes: true }, progress);
    });
  }
  if (needs.has("pulumi")) {
    await step("Pulumi", async (progress) => {
      await ensurePulumi(progress);
    });
  }
  const all: Counts[] = [];
  const done = new Set<string>();
  for (const [name, tier] of chosen) {
    // The fast tier has some that others have too.
    all.push(await runTier(name, { ...tier, projects: tier.projects.filter((project) => !done.has(project)) }));
    for (const project of tier.projects) done.add(project);
  }
  const total = sum(all);
  say();
  if (total.failed > 0) process.exitCode = 1;
  say(countsLine(total));
});
