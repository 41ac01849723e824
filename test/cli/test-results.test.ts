import { expect, test } from "vitest";
import { countReport, countsLine, nothingIsFailure, sum } from "../../cli/test-results.ts";

const file = (status: string, ...tests: string[]) => ({
  status,
  assertionResults: tests.map((status) => ({ status })),
});

test("tests are counted over all files", () => {
  const testResults = [file("failed", "passed", "failed"), file("passed", "skipped", "todo", "passed", "pending")];
  expect(countReport({ success: false, testResults })).toEqual({ passed: 2, failed: 1, skipped: 3 });
});

test("a file that can not be loaded is a failure, and so is an error outside of tests", () => {
  expect(countReport({ success: false, testResults: [file("failed")] }).failed).toBe(1);
  expect(countReport({ success: false, testResults: [file("passed", "passed")] }).failed).toBe(1);
});

test("no test at all is a failure, one that was skipped is not", () => {
  expect(nothingIsFailure(sum([])).failed).toBe(1);
  expect(nothingIsFailure({ passed: 0, failed: 0, skipped: 1 }).failed).toBe(0);
});

test("the line sums everything", () => {
  const counts = { passed: 1, failed: 2, skipped: 3 };
  expect(countsLine(sum([counts, counts]))).toBe("2 passed, 4 failed, 6 skipped");
});
