import { expect, test } from "vitest";
import { comment, commentLimit } from "../../../cli/review/comment.ts";
import { type Item, markdown } from "../../../cli/review/markdown.ts";

const report = (items: readonly Item[]) => ({ headline: "H", sections: [{ title: "T", items }], notes: ["N"] });
const thing = (name: string, lines: number): Item => ({
  line: name,
  details: { language: "diff", text: `+ ${name}\n`.repeat(lines) },
});

test("what fits is left as it is", () => {
  const short = report([thing("a", 3)]);
  expect(comment(short)).toBe(markdown(short));
});

test("else the longest details go, as few as need be, and it is said", () => {
  const text = comment(report([thing("small", 10), thing("large", 20_000), thing("larger", 30_000)]));
  expect(text.length).toBeLessThanOrEqual(commentLimit);
  expect(text).toContain("+ small");
  expect(text).not.toContain("+ large");
  expect(text).toContain("- large\n- larger\n");
  expect(text).toContain("**The details of 2 lines are left out. The full report is an artefact of this run.**");
});

test("else lines from the end too, and it is said how many", () => {
  const text = comment(report(Array.from({ length: 20_000 }, (_, i) => thing(`thing ${i}`, 1))));
  expect(text.length).toBeLessThanOrEqual(commentLimit);
  expect(text.length).toBeGreaterThan(commentLimit - 100);
  expect(text).toMatch(
    /\*\*All details and \d+ lines are left out\. The full report is an artefact of this run\.\*\*\n$/,
  );
  expect(text).toContain("- thing 0\n");
});
