/** Which files of the services change, and what in them, with every secret masked. */
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from "diff";
import type { Properties } from "./events.ts";
import { type Resource, types } from "./resources.ts";

export interface FileChange {
  /** Who reads it; `auth_realm` for what Keycloak's realm is brought to. */
  service: string;
  path: string;
  what: "appears" | "vanishes" | "changes";
  /** Lines that come and go. */
  added: number;
  removed: number;
  /** A unified diff without the names of files, which are one and the same. */
  diff: string;
}

/** What one file's change reads best as: a document of one line is spread over many. */
function readable(text: string, path: string): string {
  if (!path.endsWith(".json")) return text;
  try {
    return `${JSON.stringify(JSON.parse(text), null, 2)}\n`;
  } catch {
    return text;
  }
}

function changeOf(service: string, path: string, before: string | undefined, after: string | undefined): FileChange {
  const patch = structuredPatch(path, path, readable(before ?? "", path), readable(after ?? "", path), "", "", {
    context: 3,
  });
  const counted = (mark: string) =>
    patch.hunks.flatMap(({ lines }) => lines).filter((line) => line.startsWith(mark)).length;
  return {
    service,
    path,
    what: before === undefined ? "appears" : after === undefined ? "vanishes" : "changes",
    added: counted("+"),
    removed: counted("-"),
    diff: formatPatch(patch, FILE_HEADERS_ONLY).replace(/^(---|\+\+\+) .*\n/gm, ""),
  };
}

function texts(outputs: Properties | undefined): Readonly<Record<string, string>> | undefined {
  return outputs?.files as Readonly<Record<string, string>> | undefined;
}

/** What changes in the files of one service. */
function changesOf({ service = "", fate, outputs }: Resource): FileChange[] {
  const before = texts(outputs.old);
  // A state from before texts were kept says nothing; of what is new there was none.
  if (before === undefined && fate !== "create") return [];
  const after = fate === "delete" ? {} : (texts(outputs.new) ?? {});
  return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])]
    .sort()
    .filter((path) => before?.[path] !== after[path])
    .map((path) => changeOf(service, path, before?.[path], after[path]));
}

/** Every file that appears, vanishes or changes. */
export function fileChanges(resources: readonly Resource[]): readonly FileChange[] {
  return resources.filter(({ type }) => type === types.files).flatMap(changesOf);
}
