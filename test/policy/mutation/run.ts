/**
 * Changes the pack in every small way that Stryker knows (a condition turned round, a text emptied, a call left out)
 * and asks the policies' fixtures about each: a mutant that survives is something that nobody would notice.
 *
 *     node test/policy/mutation/run.ts <file>    all of it; writes to the file whether all were noticed, as counts of tests
 *     npx stryker run test/policy/mutation/stryker.json --mutate policy/domains/life.ts    a part of it
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MutantResult, MutantStatus } from "@stryker-mutator/api/core";
import { Stryker } from "@stryker-mutator/core";
import { isMetadata } from "./metadata.ts";

/** How many mutants ended how, in words; all of them are one test, which passes when none survived. */
function counted(mutants: readonly MutantResult[]) {
  const count = (...of: MutantStatus[]) => mutants.filter(({ status }) => of.includes(status)).length;
  const ignored = mutants.filter(({ status }) => status === "Ignored");
  const explained = ignored.filter(({ statusReason }) => !isMetadata(statusReason));
  // A mutant that no policy could be loaded with is noticed too.
  const killed = count("Killed", "RuntimeError", "CompileError");
  const survived = count("Survived", "NoCoverage", "Pending");
  const timedOut = count("Timeout");
  const line =
    `${mutants.length - ignored.length + explained.length} mutants: ${killed} killed, ${timedOut} that never end, ` +
    `${survived} survived, ${explained.length} explained where they stand`;
  return { line, counts: { passed: survived === 0 ? 1 : 0, failed: survived === 0 ? 0 : 1, skipped: 0 } };
}

const folder = mkdtempSync(join(tmpdir(), "kompose-mutants-"));
try {
  const configFile = join(import.meta.dirname, "stryker.json");
  const { line, counts } = counted(await new Stryker({ configFile, tempDirName: folder }).runMutationTest());
  console.log(line);
  writeFileSync(process.argv[2] as string, JSON.stringify(counts));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
