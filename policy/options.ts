/** What options of several rules have in common: schemas, and how one container's part of them is read. */
import type { Schema } from "./rule.ts";

export const text: Schema = { type: "string", minLength: 1 };
export const texts: Schema = { type: "array", items: text };

/** What containers may have, by the container's name. */
export type ByContainer = Readonly<Record<string, readonly string[]>>;

/** The own entries of `lists` that are called `name`: one, or none. */
export function entriesOf<T>(lists: Readonly<Record<string, T>>, name: string): T[] {
  return Object.entries(lists)
    .filter(([key]) => key === name)
    .map(([, list]) => list);
}

/** The list of one container; empty where it has none. */
export function listOf(lists: ByContainer, name: string): readonly string[] {
  return entriesOf(lists, name).flat();
}
