import { expect, test } from "vitest";
import { code, markdown } from "../../../cli/review/markdown.ts";

const report = (line: string, text?: string) =>
  markdown({
    headline: "H",
    sections: [
      {
        title: "T",
        items: [{ line, ...(text === undefined ? {} : { details: { language: "diff" as const, text } }) }],
      },
    ],
    notes: [],
  });

test("one visible line for each thing, its details folded", () => {
  expect(report("a **line** of `code`", "- a\n\n+ b\n")).toBe(`## H

### T

- <details><summary>a <b>line</b> of <code>code</code></summary>

  \`\`\`diff
  - a

  + b
  \`\`\`

  </details>
`);
  expect(report("a line")).toBe("## H\n\n### T\n\n- a line\n");
});

test("text from elsewhere is shown letter by letter: it ends no line, fence or element", () => {
  expect(code("a\n\n# b  @everybody <b>")).toBe("`a # b @everybody <b>`");
  expect(code("a `b` c")).toBe("``a `b` c``");
  expect(code("`")).toBe("`` ` ``");
  const shown = report(`${code("</summary><script>")} and ${code("x ` y")} & ${code("a&b")}`, "```\n</details>");
  expect(shown).toContain(
    "<summary><code>&lt;/summary&gt;&lt;script&gt;</code> and <code>x ` y</code> &amp; <code>a&amp;b</code></summary>",
  );
  expect(shown).toContain("  ````diff\n  ```\n  </details>\n  ````\n");
});

test("a line that is no person's is cut", () => {
  expect(report("x", `+${"y".repeat(2000)}`)).toContain(`+${"y".repeat(499)}… (2001 characters)\n`);
});
