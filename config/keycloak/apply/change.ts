/** Something that is not as the document has it, and the request that puts it right. */
import type { Fields, Json } from "../document.ts";
import { type Difference, differences } from "./difference.ts";

export interface Change {
  /** What it is, one line a difference: `client link_app, redirectUris: ["https://a/"] → ["https://b/"]`. */
  lines: readonly string[];
  make(): Promise<void>;
}

/** The longest value that is shown whole, in characters. */
const longest = 200;

function shown(value: Json | undefined): string {
  const text = value === undefined ? "nothing" : JSON.stringify(value);
  return text.length > longest ? `${text.slice(0, longest)}…` : text;
}

/** A line about something. Neither side may be a secret. */
export function line(what: string, is: string, should: string): string {
  return `${what}: ${is} → ${should}`;
}

/** A line about the fields of something. A secret is said to differ, and not what it is. */
export function differenceLine(what: string, { field, is, should }: Difference): string {
  const secret = /secret|credential|password$/i.test(field.split(".").at(-1) ?? "");
  const [one, other] = secret ? ["another", "the declared one"] : [shown(is), shown(should)];
  return line(`${what}, ${field}`, one, other);
}

/** Makes what is missing. */
export function creation(what: string, make: () => Promise<void>): Change {
  return { lines: [line(what, "missing", "there")], make };
}

/** Removes what is declared no longer. */
export function removal(what: string, make: () => Promise<void>): Change {
  return { lines: [line(what, "there", "gone")], make };
}

/** The change of an object that is there, if one is needed: all fields in one request. */
export function* update(what: string, managed: Fields, found: Fields, make: () => Promise<void>): Generator<Change> {
  const differing = differences(managed, found);
  if (differing.length > 0) yield { lines: differing.map((each) => differenceLine(what, each)), make };
}

/** The change of a list of names, if one is needed. */
export function* listChange(
  what: string,
  has: readonly string[],
  should: readonly string[],
  make: (missing: string[], superfluous: string[]) => Promise<void>,
): Generator<Change> {
  const missing = should.filter((name) => !has.includes(name));
  const superfluous = has.filter((name) => !should.includes(name));
  if (missing.length + superfluous.length === 0) return;
  const names = (list: readonly string[]) => JSON.stringify(list.toSorted());
  yield { lines: [line(what, names(has), names(should))], make: () => make(missing, superfluous) };
}
