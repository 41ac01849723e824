/** What a connection's bytes say, as answers: of HTTP/1 and of HTTP/2. */
import { frames, kinds, statusOf } from "./http2.ts";

export interface HttpAnswer {
  status: number;
  /** Its status line and headers as they came; of HTTP/2, whose headers are packed, nothing. */
  head: string;
  body: string;
}

function unchunked(text: string): { body: string; rest: string } {
  let [body, rest] = ["", text];
  for (;;) {
    const [, digits = "", line = ""] = /^([0-9a-f]+)(\r\n)/i.exec(rest) ?? [];
    const size = Number.parseInt(digits, 16);
    const from = digits.length + line.length;
    if (line === "" || size === 0) return { body, rest: rest.slice(from + 2) };
    body += rest.slice(from, from + size);
    rest = rest.slice(from + size + 2);
  }
}

/** Answers of HTTP/1, one after the other, as far as they came. */
function ofHttp1(bytes: string): HttpAnswer[] {
  const found: HttpAnswer[] = [];
  for (let rest = bytes; ; ) {
    const [head = "", code = ""] = /^HTTP\/1\.[01] (\d{3})[^\r\n]*\r\n[\s\S]*?\r\n\r\n/.exec(rest) ?? [];
    if (head === "") return found;
    const status = Number(code);
    rest = rest.slice(head.length);
    if (status < 200) found.push({ status, head, body: "" });
    else if (/^transfer-encoding: chunked\r$/im.test(head)) {
      const read = unchunked(rest);
      found.push({ status, head, body: read.body });
      rest = read.rest;
    } else {
      const length = Number(/^content-length: (\d+)\r$/im.exec(head)?.[1] ?? rest.length);
      // An answer to HEAD has a length and no body.
      const body = rest.startsWith("HTTP/1.1 ") ? "" : rest.slice(0, length);
      found.push({ status, head, body });
      rest = rest.slice(body.length);
    }
  }
}

/** Answers of HTTP/2, by stream. */
function ofHttp2(bytes: string): HttpAnswer[] {
  const streams = new Map<number, HttpAnswer>();
  for (const { kind, stream, payload } of frames(bytes)) {
    if (kind === kinds.headers && !streams.has(stream))
      streams.set(stream, { status: statusOf(payload), head: "", body: "" });
    const answer = streams.get(stream);
    if (kind === kinds.data && answer !== undefined) answer.body += payload;
  }
  return [...streams.values()];
}

/** All answers in what a connection received. A server's settings come first in HTTP/2 (RFC 9113, 3.4). */
export function answersIn(bytes: string): HttpAnswer[] {
  return bytes.startsWith("HTTP/1.") ? ofHttp1(bytes) : ofHttp2(bytes);
}

/** What the toy says about a request that reached it. */
export interface Whoami {
  target: string;
  host: string;
  headers: Record<string, string[]>;
}

/** The answers that are the toy's about a request. */
export function whoamis(answers: readonly HttpAnswer[]): Whoami[] {
  return answers.flatMap(({ body }) => {
    try {
      const said = JSON.parse(body);
      return typeof said.target === "string" ? [said as Whoami] : [];
    } catch {
      return [];
    }
  });
}
