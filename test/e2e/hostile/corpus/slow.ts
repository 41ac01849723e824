/** Many who take their time. */
import { type Entry, message, plain, secure, toy, tried } from "../entry.ts";

/** An octet a second for ten seconds. */
const dripping = Array.from({ length: 10 }, () => [{ wait: 1000 }, "a"]).flat();

const header = [`GET / HTTP/1.1\r\nHost: ${toy}\r\nX-A: `, ...dripping];
const body = [message("POST /upload HTTP/1.1", [`Host: ${toy}`, "Content-Length: 1000000"]), ...dripping];
const unread = message("GET /bytes?size=50000000 HTTP/1.1", [`Host: ${toy}`]);

/** A long answer that the door compresses all the while: how much memory that takes is up to the encoding. */
const compressed = (encoding: string) =>
  message("GET /bytes?size=2000000000 HTTP/1.1", [`Host: ${toy}`, `Accept-Encoding: ${encoding}`]);

export const slow: readonly Entry[] = [
  ...tried("CVE-2007-6750 (Slowloris)", { "200 headers, an octet a second": header }, { copies: 200 }),
  ...tried(
    "CVE-2007-6750 (Slowloris)",
    { "200 headers, an octet a second, plain": header },
    { copies: 200, to: plain },
  ),
  ...tried("OWASP, R-U-Dead-Yet", { "200 bodies, an octet a second": body }, { copies: 200 }),
  ...tried(
    "slowhttptest, slow read",
    { "100 answers of 50 MB that are not read": unread },
    { copies: 100, unread: 5000 },
  ),
  ...tried(
    "RFC 8446, 4",
    { "200 connections that say nothing": [{ wait: 5000 }] },
    { copies: 200, to: { port: 443, over: "tcp" } },
  ),
  ...tried(
    "RFC 8446, 4",
    {
      "200 handshakes, an octet a second": ["\x16\x03\x01\x02\x00\x01\x00\x01\xfc", ...dripping],
    },
    { copies: 200, to: { port: 443, over: "tcp" } },
  ),
  ...tried("RFC 9112, 9.3", { "200 connections left alone": [{ wait: 5000 }] }, { copies: 200, to: secure() }),
  ...tried(
    "OWASP, denial of service by asymmetric work",
    Object.fromEntries(
      ["zstd", "br", "gzip"].map((encoding) => [`100 long answers, compressed by ${encoding}`, compressed(encoding)]),
    ),
    { copies: 100, unread: 5000 },
  ),
];
