/** One thing to try on the door: what is sent, to where, and what it may answer. */
import { domain } from "../../support/door.ts";

/** Bytes as a string of characters up to U+00FF, the same again and again, or a pause in milliseconds. */
export type Piece = string | { repeat: string; times: number } | { wait: number };

/** Where to: the bytes themselves over TCP or UDP, or within TLS. */
export type To =
  | { port: 80 | 443; over: "tcp" | "udp" }
  | { port: 443; over: "tls"; name: string; protocol?: "h2" | "http/1.1"; version?: "TLSv1.2" };

/** A status of 500 or above, and why it is as good an answer as another. */
export interface ServerError {
  status: number;
  why: string;
}

export interface Entry {
  /** What it tries. */
  name: string;
  /** Who says that it is worth trying: a section of an RFC, a CVE, a piece of research, a project's tests. */
  source: string;
  to: To;
  pieces: readonly Piece[];
  /** Connections that do this at the same time. Default 1. */
  copies?: number;
  /** How long the answer is left unread, in milliseconds. Default 0. */
  unread?: number;
  /** How often the handshake is asked for again on the same connection. Default 0. */
  renegotiate?: number;
  /** Whether {@link forged} is in it, which no answer may repeat. */
  forges?: true;
  /** The one answer of 500 and above that is right, and why. Default: none is. */
  serverError?: ServerError;
}

export const notImplemented: ServerError = {
  status: 501,
  why: "what a method or a transfer coding gets that is not known (RFC 9110, 9.1; RFC 9112, 6.1)",
};
export const versionNotSupported: ServerError = { status: 505, why: "RFC 9110, 15.6.6" };
export const notPassedOn: ServerError = {
  status: 500,
  why: "Traefik's word for a request that broke off, or can not be written, while it is passed on",
};

/** A route for everybody, and one that those who send this are not admitted to. */
export const toy = `toy.${domain}`;
export const inside = `inside.${domain}`;

/** Stands for eight characters that no other connection sends: whose request an answer is about shows by them. */
export const token = "@@TOKEN@";

/** What somebody claims to be, or to come from: no service may get to see it. */
export const forged = "forged";
export const forgedAddress = "10.66.66.66";

/** HTTP/1.1 within TLS. */
export const secure = (name = toy): To => ({ port: 443, over: "tls", name, protocol: "http/1.1" });
/** HTTP/2 within TLS. */
export const secure2 = (name = toy): To => ({ port: 443, over: "tls", name, protocol: "h2" });
export const plain: To = { port: 80, over: "tcp" };

/** The text of a message: its first line, its header lines, and what follows them. */
export function message(line: string, headers: readonly string[], body = ""): string {
  return `${[line, ...headers].join("\r\n")}\r\n\r\n${body}`;
}

/** A request that tells whom it is from, to {@link toy} unless the headers say otherwise. */
export function whoami(headers: readonly string[] = [], body = "", method = "GET"): string {
  const host = headers.some((line) => /^host/i.test(line)) ? [] : [`Host: ${toy}`];
  return message(`${method} /whoami?of=${token} HTTP/1.1`, [...host, ...headers], body);
}

/** Entries of one source, by name. */
export function tried(
  source: string,
  pieces: Readonly<Record<string, Piece | readonly Piece[]>>,
  more: Omit<Partial<Entry>, "name" | "source" | "pieces"> = {},
): Entry[] {
  return Object.entries(pieces).map(([name, sent]) => ({
    name,
    source,
    to: secure(),
    pieces: Array.isArray(sent) ? sent : [sent as Piece],
    ...more,
  }));
}

/** How many of them send something else, or to somewhere else, than all the others. */
export function distinct(entries: readonly Entry[]): number {
  return new Set(entries.map(({ to, pieces, copies }) => JSON.stringify([to, pieces, copies]))).size;
}

/** The same to the plain port, too. */
export function onBothPorts(entries: readonly Entry[]): Entry[] {
  return [...entries, ...entries.map((entry) => ({ ...entry, name: `${entry.name}, plain`, to: plain }))];
}
