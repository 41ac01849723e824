/** A report as short as a comment must be. */
import { type Item, markdown, type Report, type Section } from "./markdown.ts";

/** GitHub's limit of a comment is 65,536 characters, of which .ci/comment.mjs takes some for lines of its own in front. */
export const commentLimit = 65_280;

/** Where what is left out can be read. */
const elsewhere = "The full report is an artefact of this run.";

function withNote({ headline, sections, notes }: Report, note: string): Report {
  return { headline, sections, notes: [...notes, `**${note} ${elsewhere}**`] };
}

/** The report without the details of the `count` things that have the longest. */
function withoutDetails(report: Report, count: number): Report {
  const longest = report.sections
    .flatMap(({ items }) => items)
    .filter(({ details }) => details !== undefined)
    .sort((a, b) => (b.details?.text.length ?? 0) - (a.details?.text.length ?? 0))
    .slice(0, count);
  const left = new Set<Item>(longest);
  const sections = report.sections.map((section) => ({
    ...section,
    items: section.items.map((item) => (left.has(item) ? { line: item.line } : item)),
  }));
  return withNote(
    { ...report, sections },
    `The details of ${count} ${count === 1 ? "line is" : "lines are"} left out.`,
  );
}

/** The first `count` things, without details. */
function firstThings(report: Report, count: number): Report {
  let room = count;
  const sections = report.sections.flatMap((section): Section[] => {
    const items = section.items.slice(0, room).map(({ line }) => ({ line }));
    room -= items.length;
    return items.length === 0 ? [] : [{ ...section, items }];
  });
  const all = report.sections.reduce((sum, { items }) => sum + items.length, 0);
  return withNote({ ...report, sections }, `All details and ${all - count} lines are left out.`);
}

/** The largest count from 0 for which `fits`, which holds for all below one that it holds for; 0 where it never does. */
function most(to: number, fits: (count: number) => boolean): number {
  let [low, high] = [0, to];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The report's text, of `limit` characters at most: first the longest details go, then lines from the end. What was
 * left out is said at the end.
 */
export function comment(report: Report, limit = commentLimit): string {
  const whole = markdown(report);
  if (whole.length <= limit) return whole;
  const items = report.sections.flatMap(({ items }) => items);
  const detailed = items.filter(({ details }) => details !== undefined).length;
  const fits = (text: string) => text.length <= limit;
  const kept = most(detailed, (count) => fits(markdown(withoutDetails(report, detailed - count))));
  const shorter = markdown(withoutDetails(report, detailed - kept));
  if (fits(shorter)) return shorter;
  const lines = most(items.length, (count) => fits(markdown(firstThings(report, count))));
  return markdown(firstThings(report, lines)).slice(0, limit);
}
