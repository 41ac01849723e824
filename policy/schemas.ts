/** JSON schemas that options of several rules have in common. */
import type { Schema } from "./rule.ts";

export const text: Schema = { type: "string", minLength: 1 };
export const texts: Schema = { type: "array", items: text };
