/** What is tried on the sign-in: the door's entries, aimed at what only those may see who are signed in. */
import { hostOf } from "../../support/sign-in.ts";
import { type Entry, message, secure, secure2, token } from "../hostile/entry.ts";
import { preface, request, settings } from "../hostile/http2.ts";

/** What somebody has who tries. */
export interface Given {
  /** A viewer's session, as its cookie is sent. It opens `notes` and `links`, and not `office`. */
  viewer: string;
  /** Cookie and `state` of a sign-in that somebody began and did not end. */
  begun: { cookie: string; state: string };
}

/** What to send with a request beside its headers. */
interface More {
  method?: string;
  body?: string;
  version?: string;
}

/** A path that says whose request it is. */
export const marked = (path: string): string => `${path}${path.includes("?") ? "&" : "?"}of=${token}`;

/** A request to a host below the domain, unless the headers name another. */
export function ask(
  label: string,
  path = marked("/whoami"),
  headers: readonly string[] = [],
  { method = "GET", body = "", version = "HTTP/1.1" }: More = {},
): string {
  const host = headers.some((line) => /^host:/i.test(line)) ? [] : [`Host: ${hostOf(label)}`];
  return message(`${method} ${path} ${version}`, [...host, ...headers], body);
}

/** The same in HTTP/2, with fields in place of header lines. */
export function ask2(
  label: string,
  fields: readonly (readonly [string, string])[] = [],
  pseudo: Readonly<Record<string, string>> = {},
): string {
  const own = { ":method": "GET", ":scheme": "https", ":authority": hostOf(label), ":path": marked("/whoami") };
  return preface + settings() + request(1, [...Object.entries({ ...own, ...pseudo }), ...fields]);
}

/** Entries of one source to a host, in the handshake too, by name. */
export function triedOn(
  label: string,
  source: string,
  sent: Readonly<Record<string, string | Entry["pieces"]>>,
  more: Omit<Partial<Entry>, "name" | "source" | "pieces"> = {},
): Entry[] {
  return Object.entries(sent).map(([name, pieces]) => ({
    name: `${hostOf(label)}: ${name}`,
    source,
    to: secure(hostOf(label)),
    pieces: typeof pieces === "string" ? [pieces] : pieces,
    ...more,
  }));
}

/** The same by HTTP/2. */
export function triedOn2(
  label: string,
  source: string,
  sent: Readonly<Record<string, string>>,
  more: Omit<Partial<Entry>, "name" | "source" | "pieces" | "to"> = {},
): Entry[] {
  return triedOn(label, source, sent, { to: secure2(hostOf(label)), ...more }).map((entry) => ({
    ...entry,
    name: `${entry.name}, HTTP/2`,
  }));
}

/** A text's octets of UTF-8, each as a character. */
export const octets = (text: string): string => Buffer.from(text).toString("latin1");

/** Each text by itself, with what becomes of it. */
export function byText<T>(texts: readonly string[], made: (text: string) => T): Record<string, T> {
  return Object.fromEntries(texts.map((text) => [JSON.stringify(text).slice(1, -1), made(text)]));
}
