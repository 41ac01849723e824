/** Who is signed in, and the part of the page that says so. */
import type { IncomingHttpHeaders } from "node:http";

/** Somebody who is signed in. */
export interface Person {
  name: string;
  /** Roles of the platform, in its order. */
  roles: readonly string[];
}

/** In the page's text: what is between the first two is shown to who is signed in, with the other two filled in. */
export const marks = { start: "<!--person-->", end: "<!--/person-->", name: "{name}", roles: "{roles}" } as const;

/** A header's value. Node takes its bytes for Latin-1, and a name's are UTF-8. */
function text(value: string | string[] | undefined): string {
  return Buffer.from(String(value ?? ""), "latin1").toString();
}

/**
 * Who is signed in, by the headers that the door alone sets (OAuth2 Proxy, `set_xauthrequest`).
 * @param known the platform's roles; others that the sign-in knows are not ours
 */
export function personOf(headers: IncomingHttpHeaders, known: readonly string[]): Person | undefined {
  const name = text(headers["x-auth-request-preferred-username"]) || text(headers["x-auth-request-email"]);
  if (name === "") return undefined;
  const theirs = text(headers["x-auth-request-groups"]).split(/\s*,\s*/);
  return { name, roles: known.filter((role) => theirs.includes(role)) };
}

const escaped = (value: string) => value.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);

/** The page as `person` sees it; without the part for somebody who is signed in where nobody is. */
export function pageFor(person: Person | undefined, page: string): string {
  const start = page.indexOf(marks.start);
  const end = page.indexOf(marks.end);
  const [before, after] = [page.slice(0, start), page.slice(end + marks.end.length)];
  if (person === undefined) return before + after;
  const values: Record<string, string> = {
    [marks.name]: escaped(person.name),
    [marks.roles]: person.roles.join(", ") || "no role yet",
  };
  // In one go: what is filled in is not looked at again.
  const filled = page.slice(start + marks.start.length, end).replace(/\{[a-z]+\}/g, (mark) => values[mark] ?? mark);
  return before + filled + after;
}
