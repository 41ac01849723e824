/** Which files of the services change, and what in them, with every secret masked. */
import { FILE_HEADERS_ONLY, formatPatch, structuredPatch } from "diff";
import type { ResourceState } from "./events.ts";
import { type Resource, types } from "./resources.ts";

export interface FileChange {
  /** Who reads it; `auth_realm` for what Keycloak's realm is brought to. */
  service: string;
  path: string;
  what: "appears" | "vanishes" | "changes";
  /** The secrets in it that get another value. */
  secrets: readonly string[];
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

function changeOf(
  service: string,
  path: string,
  [before, after]: readonly [string | undefined, string | undefined],
  secrets: readonly string[],
): FileChange {
  const patch = structuredPatch(path, path, readable(before ?? "", path), readable(after ?? "", path), "", "", {
    context: 3,
  });
  const counted = (mark: string) =>
    patch.hunks.flatMap(({ lines }) => lines).filter((line) => line.startsWith(mark)).length;
  return {
    service,
    path,
    what: before === undefined ? "appears" : after === undefined ? "vanishes" : "changes",
    secrets,
    added: counted("+"),
    removed: counted("-"),
    diff: formatPatch(patch, FILE_HEADERS_ONLY).replace(/^(---|\+\+\+) .*\n/gm, ""),
  };
}

/** The texts by path, as components/host-files.ts says them. */
function texts(state: ResourceState | undefined): Readonly<Record<string, string>> | undefined {
  return state?.inputs.files as Readonly<Record<string, string>> | undefined;
}

/** The names of the secrets in each, by path. */
function secretsIn(state: ResourceState | undefined): Readonly<Record<string, readonly string[]>> {
  return (state?.inputs.secrets ?? {}) as Readonly<Record<string, readonly string[]>>;
}

/** What changes in the files of one service, where the secrets of these names get another value. */
function changesOf(files: Resource, renewed: readonly string[]): FileChange[] {
  const { service = "", fate } = files;
  const before = texts(files.old);
  // A state from before texts were kept says nothing; of what is new there was none.
  if (before === undefined && fate !== "create") return [];
  const after = fate === "delete" ? {} : (texts(files.new) ?? {});
  const held = secretsIn(files.new);
  return [...new Set([...Object.keys(before ?? {}), ...Object.keys(after)])].sort().flatMap((path): FileChange[] => {
    const [was, is] = [before?.[path], after[path]];
    const secrets =
      was === undefined || is === undefined ? [] : (held[path] ?? []).filter((each) => renewed.includes(each));
    return was === is && secrets.length === 0 ? [] : [changeOf(service, path, [was, is], secrets)];
  });
}

/** The generated secrets that get another value, and those of a certificate that is issued anew for the service. */
function renewedSecrets({ service, new: after }: Resource, resources: readonly Resource[]): string[] {
  const passwords = resources.filter(({ type }) => type === types.password);
  const renewed = passwords.filter(({ fate }) => fate === "replace").map(({ name }) => name);
  const issued = resources.some(
    ({ type, name, fate }) => type.startsWith("tls:") && name === service && fate !== "same" && fate !== "delete",
  );
  if (!issued) return renewed;
  const held = Object.values(secretsIn(after)).flat();
  // What was not generated was given, and a certificate is all that is given to whom one is issued.
  return [...renewed, ...held.filter((secret) => passwords.every(({ name }) => name !== secret))];
}

/** Every file that appears, vanishes or changes, by service: the engine comes to them in another order each time. */
export function fileChanges(resources: readonly Resource[]): readonly FileChange[] {
  return resources
    .filter(({ type }) => type === types.files)
    .flatMap((files) => changesOf(files, renewedSecrets(files, resources)))
    .sort((a, b) => a.service.localeCompare(b.service));
}
