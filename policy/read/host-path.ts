/** Paths of the host, compared in their plain form: what `..` and doubled slashes lead to. */
import { posix } from "node:path";

/** `/a/./b//../c/` as `/a/c`. */
export function plainPath(path: string): string {
  return posix.resolve("/", path);
}

function folder(path: string): string {
  const plain = plainPath(path);
  return plain === "/" ? plain : `${plain}/`;
}

/** Whether `path` is `outer`, or lies somewhere in it. */
export function isWithin(path: string, outer: string): boolean {
  return folder(path).startsWith(folder(outer));
}

/** Whether mounting `path` gives all or a part of `guarded`. */
export function touches(path: string, guarded: string): boolean {
  return isWithin(path, guarded) || isWithin(guarded, path);
}
