/** What says of an object that a document made it: what has no mark is never removed. */
import type { Fields } from "../document.ts";

const name = "kompose.managed";

/** For clients and identity providers, whose attributes have one value. */
export const mark: Fields = { [name]: "true" };

/** For roles and groups, whose attributes have several. */
export const listMark: Fields = { [name]: ["true"] };

/** Whether an object's attributes, or its configuration, hold the mark. */
export function isMarked(attributes: Fields | undefined): boolean {
  return String(attributes?.[name]) === "true";
}
