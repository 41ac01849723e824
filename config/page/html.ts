/** HTML and SVG text in which every value is escaped unless it is markup itself. */

/** Text that is markup already. Only `html` makes it from values; `trusted` takes a file's text as it is. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What a template may hold: text and numbers are escaped, markup is not, `undefined` and `false` are nothing. */
export type Value = string | number | false | undefined | Markup | readonly Markup[];

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] as string);
}

function written(value: Value): string {
  if (value === undefined || value === false) return "";
  if (value instanceof Markup) return value.text;
  if (typeof value === "object") return value.map(({ text }) => text).join("");
  return escaped(String(value));
}

/** A template whose values are escaped. An attribute's value must be in quotation marks in the template. */
export function html(parts: TemplateStringsArray, ...values: Value[]): Markup {
  return new Markup(parts.reduce((text, part, index) => text + written(values[index - 1]) + part));
}

/** Text of our own that is markup: a style sheet, for one. */
export function trusted(text: string): Markup {
  return new Markup(text);
}
