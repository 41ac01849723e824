/** The style sheets and pictures of `style/`, as text. */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** The text of a file of `style/`. */
export function style(name: string): string {
  return readFileSync(join(import.meta.dirname, "style", name), "utf8");
}

/** Colours and type, which all of the platform's own pages share. */
export const theme = style("theme.css");
