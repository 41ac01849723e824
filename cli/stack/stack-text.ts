/** Changes single keys in the text of a `Pulumi.<stack>.yaml` and leaves every other line, comments too, as it is. */
import { isDeepStrictEqual } from "node:util";
import { dump, load } from "js-yaml";

/** A parsed `Pulumi.<stack>.yaml`. */
export interface StackFile {
  config?: Record<string, unknown> | null;
  encryptionsalt?: string;
  [other: string]: unknown;
}

/** Parses the text of a `Pulumi.<stack>.yaml`; nothing in it is an empty one. */
export function parseStack(text: string): StackFile {
  const nothing = text.split("\n").every((line) => /^\s*(#|$)/.test(line));
  return nothing ? {} : ((load(text) ?? {}) as StackFile);
}

/** YAML of `content`, keys in their order. */
export function formatStack(content: StackFile): string {
  return dump(content, { lineWidth: -1, noRefs: true });
}

/** Where the lines of a top-level key's block map begin and end, and how far its keys are indented. */
function block(lines: readonly string[]): { from: number; to: number; indent: string } | undefined {
  const head = lines.findIndex((line) => /^config:\s*(#.*)?$/.test(line));
  if (head === -1) return undefined;
  let to = head + 1;
  for (let i = head + 1; i < lines.length && !/^[^\s#]/.test(lines[i] as string); i++) {
    if (/^\s+[^\s#]/.test(lines[i] as string)) to = i + 1;
  }
  const indent = /^(\s+)[^\s#]/m.exec(lines.slice(head + 1, to).join("\n"))?.[1]?.replace(/\n/g, "") ?? "  ";
  return { from: head + 1, to, indent };
}

/** The lines of `key` within its block. */
function entry(
  lines: readonly string[],
  key: string,
  { from, to, indent }: { from: number; to: number; indent: string },
): { from: number; to: number } | undefined {
  const begins = (line: string) =>
    [key, `"${key}"`, `'${key}'`].some((name) => `${line} `.startsWith(`${indent}${name}: `));
  const start = lines.findIndex((line, i) => i >= from && i < to && begins(line));
  if (start === -1) return undefined;
  let end = start + 1;
  for (let i = start + 1; i < to; i++) {
    const line = lines[i] as string;
    if (line.trim() === "") continue;
    const inside = line.startsWith(`${indent} `) || line.startsWith(`${indent}- `);
    if (!inside) break;
    end = i + 1;
  }
  return { from: start, to: end };
}

function edit(text: string, key: string, value: unknown): string | undefined {
  const lines = text.replace(/\n$/, "").split("\n");
  const where = block(lines);
  if (where === undefined) return undefined;
  const written =
    value === undefined
      ? []
      : dump({ [key]: value }, { lineWidth: -1, noRefs: true })
          .trimEnd()
          .split("\n")
          .map((line) => where.indent + line);
  const old = entry(lines, key, where) ?? { from: where.to, to: where.to };
  return `${[...lines.slice(0, old.from), ...written, ...lines.slice(old.to)].join("\n")}\n`;
}

/**
 * `text` with the config key set to `value`, or without the key where `value` is undefined. A text that can not be
 * changed line by line (flow style, anchors across keys) is written anew, without its comments.
 */
export function withConfig(text: string, key: string, value: unknown): string {
  const content = parseStack(text);
  const config = { ...content.config };
  if (value === undefined) delete config[key];
  else config[key] = value;
  const wanted = { ...content, config };
  const edited = edit(text, key, value);
  if (edited !== undefined) {
    try {
      const now = parseStack(edited);
      if (isDeepStrictEqual({ ...now, config: { ...now.config } }, wanted)) return edited;
    } catch {
      // Not YAML any more: written anew below.
    }
  }
  return formatStack(wanted);
}
