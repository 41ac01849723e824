/** Markdown as GitHub, GitLab and Forgejo show it in a comment: one visible line for each thing, details folded. */

/** One thing. */
export interface Item {
  /** One line; `code()` what comes from elsewhere. */
  line: string;
  /** What is folded under it. */
  details?: Details;
}

export interface Details {
  language: "diff" | "text";
  text: string;
}

export interface Section {
  title: string;
  /** A line above the things. */
  intro?: string;
  items: readonly Item[];
}

export interface Report {
  headline: string;
  sections: readonly Section[];
  /** The last lines. */
  notes: readonly string[];
}

/** Text from elsewhere, shown letter by letter: nothing in it is Markdown, mentions anybody or ends the line. */
export function code(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  const fence = "`".repeat(longestRun(line) + 1);
  const space = line.startsWith("`") || line.endsWith("`") || line === "" ? " " : "";
  return `${fence}${space}${line}${space}${fence}`;
}

/** The longest run of backticks. */
function longestRun(text: string): number {
  return Math.max(0, ...(text.match(/`+/g) ?? []).map(({ length }) => length));
}

/** A line as HTML, for where Markdown is not read: a summary. */
function html(line: string): string {
  const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return line
    .split(/((?<!`)(`+)(?!`).*?(?<!`)\2(?!`))/)
    .filter((_, i) => i % 3 !== 2)
    .map((part, i) => {
      if (i % 2 === 0) return escaped(part).replace(/\*\*(.+?)\*\*/g, "<b>$1</b>");
      const inner = part.replace(/^`+|`+$/g, "");
      return `<code>${escaped(inner.trim())}</code>`;
    })
    .join("");
}

/** A line longer than this is no line of a person's. */
const longestLine = 500;

function item({ line, details }: Item): string[] {
  if (details === undefined) return [`- ${line}`];
  const fence = "`".repeat(Math.max(3, longestRun(details.text) + 1));
  const lines = details.text.replace(/\n+$/, "").split("\n");
  const body = [
    fence + details.language,
    ...lines.map((each) =>
      each.length <= longestLine ? each : `${each.slice(0, longestLine)}… (${each.length} characters)`,
    ),
    fence,
  ];
  return [
    `- <details><summary>${html(line)}</summary>`,
    "",
    ...body.map((each) => (each === "" ? "" : `  ${each}`)),
    "",
    "  </details>",
  ];
}

function section({ title, intro, items }: Section): string[] {
  return [`### ${title}`, "", ...(intro === undefined ? [] : [intro, ""]), ...items.flatMap(item), ""];
}

/** The report's text. */
export function markdown({ headline, sections, notes }: Report): string {
  const text = [`## ${headline}`, "", ...sections.flatMap(section), ...notes.flatMap((note) => [note, ""])].join("\n");
  return `${text.trimEnd()}\n`;
}
