/** HTTP/2 that no client would speak: fields, frames and floods. */
import {
  type Entry,
  forged,
  forgedAddress,
  inside,
  notPassedOn,
  secure2,
  token,
  toy,
  tried,
  whoami,
} from "../entry.ts";
import { block, flags, frame, kinds, number, preface, request, settings } from "../http2.ts";

type Fields = readonly (readonly [string, string])[];

const opened = preface + settings();
const path = `/whoami?of=${token}`;
const pseudo = (more: Readonly<Record<string, string>> = {}): Fields =>
  Object.entries({ ":method": "GET", ":scheme": "https", ":authority": toy, ":path": path, ...more });
const ask = (...more: Fields) => opened + request(1, [...pseudo(), ...more]);
const get = (more: Readonly<Record<string, string>>) => opened + request(1, pseudo(more));
const without = (name: string) =>
  opened +
  request(
    1,
    pseudo().filter(([other]) => other !== name),
  );
const post = (headers: Fields, body: string, end = true) =>
  opened +
  request(1, [...pseudo({ ":method": "POST" }), ...headers], flags.none) +
  frame(kinds.data, end ? flags.endStream : flags.none, 1, body);

/** Streams of a client: 1, 3, 5 … */
const streams = (count: number) => Array.from({ length: count }, (_, n) => 2 * n + 1);
const half = (stream: number, more: Fields = []) =>
  frame(kinds.headers, flags.endStream, stream, block([...pseudo(), ...more]));

const to = { to: secure2() };

export const http2: readonly Entry[] = [
  ...tried(
    "RFC 9113, 8.2.2",
    {
      connection: ask(["connection", "x-forwarded-for"]),
      "transfer-encoding": post([["transfer-encoding", "chunked"]], `0\r\n\r\n${whoami()}`),
      "keep-alive": ask(["keep-alive", "timeout=5"]),
      "proxy-connection": ask(["proxy-connection", "keep-alive"]),
      upgrade: ask(["upgrade", "websocket"]),
      "te that is not trailers": ask(["te", "gzip"]),
    },
    to,
  ),
  ...tried(
    "RFC 9113, 8.2.1; PortSwigger, HTTP/2: The Sequel is Always Worse (2021)",
    {
      "a line end within a value": ask(["x-a", `b\r\nX-Auth-Request-User: ${forged}`]),
      "a bare LF within a value": ask(["x-a", `b\ntransfer-encoding: chunked`]),
      "a NUL within a value": ask(["x-a", "b\0c"]),
      "a line end within a name": ask([`x-a: b\r\nx-auth-request-user: ${forged}\r\nx-c`, "d"]),
      "a colon within a name": ask(["x-a: b", "c"]),
      "a space within a name": ask(["x a", "b"]),
      "upper case within a name": ask(["X-A", "b"]),
      "an empty name": ask(["", "b"]),
      "a request within a value": ask(["x-a", `b\r\n\r\nGET / HTTP/1.1\r\nHost: ${inside}\r\n\r\n`]),
      "a space before a value": ask(["x-a", " b"]),
      "an octet above 127 within a name": ask(["x\xe9", "b"]),
    },
    { ...to, forges: true },
  ),
  ...tried(
    "RFC 9113, 8.3.1; PortSwigger, HTTP/2: The Sequel is Always Worse (2021)",
    {
      "a path with a space": get({ ":path": "/ HTTP/1.1" }),
      "a path with a line end": get({ ":path": `/ HTTP/1.1\r\nHost: ${inside}\r\n\r\nGET /` }),
      "a path without a slash": get({ ":path": "whoami" }),
      "a path that is a whole address": get({ ":path": `https://${inside}/` }),
      "a path of an asterisk": get({ ":path": "*" }),
      "an empty path": get({ ":path": "" }),
      "a path with a fragment": get({ ":path": `${path}#a` }),
      "a path with a NUL": get({ ":path": "/\0" }),
      "a path of 15,000 octets": get({ ":path": `${path}&${"a".repeat(15_000)}` }),
      "a method with a line end": get({ ":method": `GET / HTTP/1.1\r\nHost: ${inside}\r\n\r\nGET` }),
      "an empty method": get({ ":method": "" }),
      "a scheme with an address": get({ ":scheme": `https://${inside}/?` }),
      "a scheme that nobody knows": get({ ":scheme": "forge" }),
      "a scheme with a line end": get({ ":scheme": "https\r\nx: y" }),
      "an authority with a line end": get({ ":authority": `${toy}\r\nX-A: b` }),
      "an authority of the inside": get({ ":authority": inside }),
      "an authority of the inside in upper case": get({ ":authority": inside.toUpperCase() }),
      "an authority of the inside with a port": get({ ":authority": `${inside}:443` }),
      "an authority with a user": get({ ":authority": `${toy}@${inside}` }),
      "an authority with a path": get({ ":authority": `${inside}/?${toy}` }),
      "an empty authority": get({ ":authority": "" }),
      "an authority of the outside, a host of the inside": ask(["host", inside]),
      "an authority of the inside, a host of the outside":
        opened + request(1, [...pseudo({ ":authority": inside }), ["host", toy]]),
      "a host of the inside alone":
        opened + request(1, [...pseudo().filter(([name]) => name !== ":authority"), ["host", inside]]),
      "two hosts": ask(["host", toy], ["host", inside]),
    },
    to,
  ),
  ...tried(
    "RFC 9113, 8.3.1; PortSwigger, HTTP/2: The Sequel is Always Worse (2021)",
    { "a method with a space": get({ ":method": "GET /admin HTTP/1.1" }) },
    { ...to, serverError: notPassedOn },
  ),
  ...tried(
    "RFC 9113, 8.3; h2spec, 8.1.2",
    {
      "no method": without(":method"),
      "no scheme": without(":scheme"),
      "no path": without(":path"),
      "no authority": without(":authority"),
      "two methods": ask([":method", "POST"]),
      "two paths": ask([":path", "/healthz"]),
      "two authorities": ask([":authority", inside]),
      "two schemes": ask([":scheme", "http"]),
      "a pseudo-header that nobody knows": ask([":forge", "a"]),
      "a pseudo-header of answers": ask([":status", "200"]),
      "a pseudo-header after a header": opened + request(1, [["x-a", "b"], ...pseudo()]),
      "a pseudo-header within trailers":
        opened + request(1, pseudo({ ":method": "POST" }), flags.none) + request(1, [[":path", "/"]]),
      "CONNECT to a neighbour":
        opened +
        request(
          1,
          [
            [":method", "CONNECT"],
            [":authority", "toys_inside:8080"],
          ],
          flags.none,
        ),
      "CONNECT with a protocol (RFC 8441)": get({ ":method": "CONNECT", ":protocol": "websocket", ":path": "/ws" }),
    },
    to,
  ),
  ...tried(
    "RFC 9113, 8.1.1; PortSwigger, HTTP/2: The Sequel is Always Worse (2021)",
    {
      "H2.CL: a length shorter than the body": post([["content-length", "0"]], whoami()),
      "H2.CL: a length longer than the body": post([["content-length", "1000"]], "a"),
      "H2.CL: two lengths": post(
        [
          ["content-length", "2"],
          ["content-length", "3"],
        ],
        "ab",
      ),
      "H2.CL: a length with a plus": post([["content-length", "+2"]], "ab"),
      "H2.TE: transfer-encoding, obfuscated": post([["transfer-encoding ", "chunked"]], `0\r\n\r\n${whoami()}`),
      "H2.TE: an underscore for the hyphen": post([["transfer_encoding", "chunked"]], `0\r\n\r\n${whoami()}`),
      "a body that has no end": post([], "a", false),
    },
    to,
  ),
  ...tried(
    "RFC 9110, 7.6.1; RFC 7239",
    {
      "an address that is claimed": ask(
        ["x-forwarded-for", forgedAddress],
        ["x-real-ip", forgedAddress],
        ["forwarded", `for=${forgedAddress}`],
      ),
      "an identity that is claimed": ask(
        ["x-auth-request-user", forged],
        ["remote-user", forged],
        ["x_auth_request_user", forged],
      ),
      "an address for the inside":
        opened + request(1, [...pseudo({ ":authority": inside }), ["x-forwarded-for", forgedAddress]]),
    },
    { ...to, forges: true },
  ),
  ...tried(
    "RFC 9113, 4 and 5; h2spec, 4 and 5",
    {
      "no beginning": settings() + request(1, pseudo()),
      "half a beginning": "PRI * HTTP/2.0\r\n\r\nS",
      "the beginning twice": preface + preface,
      "no settings after the beginning": preface + request(1, pseudo()),
      "a frame of a kind that nobody knows": opened + frame(0xee, 0xff, 0, "forge") + request(1, pseudo()),
      "a frame longer than agreed": opened + frame(kinds.data, flags.none, 1, "a".repeat(16_385)),
      "a frame that says 2²⁴ octets": opened + frame(kinds.headers, flags.none, 1, "", 0xffffff),
      "headers on stream 0": opened + request(0, pseudo()),
      "headers on an even stream": opened + request(2, pseudo()),
      "headers on a stream lower than one before": opened + request(5, pseudo()) + request(3, pseudo()),
      "headers on a closed stream": opened + request(1, pseudo()) + request(1, pseudo()),
      "data on an idle stream": opened + frame(kinds.data, flags.endStream, 1, "a"),
      "data on stream 0": opened + frame(kinds.data, flags.endStream, 0, "a"),
      "more padding than frame":
        opened + frame(kinds.headers, flags.endHeaders | flags.endStream | flags.padded, 1, `\xff${block(pseudo())}`),
      "a stream that depends on itself": opened + frame(kinds.priority, flags.none, 1, `${number(1)}\x10`),
      "priority of a wrong length": opened + frame(kinds.priority, flags.none, 1, "abc"),
      "reset of an idle stream": opened + frame(kinds.reset, flags.none, 1, number(8)),
      "reset of a wrong length": opened + request(1, pseudo()) + frame(kinds.reset, flags.none, 1, "a"),
      "a promise from a client": opened + frame(kinds.promise, flags.endHeaders, 1, number(2) + block(pseudo())),
      "a window of zero more": opened + frame(kinds.window, flags.none, 0, number(0)),
      "a window beyond 2³¹": opened + frame(kinds.window, flags.none, 0, number(0x7fffffff)),
      "a ping of a wrong length": opened + frame(kinds.ping, flags.none, 0, "abc"),
      "settings of a wrong length": opened + frame(kinds.settings, flags.none, 0, "abc"),
      "settings on a stream": opened + frame(kinds.settings, flags.none, 1, ""),
      "an acknowledgement with content": opened + frame(kinds.settings, flags.ack, 0, "abcdef"),
      "a window beyond its limit, as a setting": preface + settings([[4, 0x80000000]]),
      "a frame size below its limit, as a setting": preface + settings([[5, 1]]),
      "push neither on nor off": preface + settings([[2, 2]]),
      "a continuation of nothing": opened + frame(kinds.continuation, flags.endHeaders, 1, block(pseudo())),
      "a ping within a header block": opened + half(1) + frame(kinds.ping, flags.none, 0, "12345678"),
      "headers within a header block": opened + half(1) + request(3, pseudo()),
    },
    to,
  ),
  ...tried(
    "RFC 7541, 5 and 6",
    {
      "an index beyond the table":
        opened + frame(kinds.headers, flags.endHeaders | flags.endStream, 1, "\xff\xff\xff\x7f"),
      "index 0": opened + frame(kinds.headers, flags.endHeaders | flags.endStream, 1, "\x80"),
      "a number that never ends":
        opened + frame(kinds.headers, flags.endHeaders | flags.endStream, 1, "\xff".repeat(1000)),
      "a table larger than agreed":
        opened + frame(kinds.headers, flags.endHeaders | flags.endStream, 1, `\x3f\xe1\xff\x03${block(pseudo())}`),
      "Huffman's end of string within a string":
        opened + frame(kinds.headers, flags.endHeaders | flags.endStream, 1, "\0\x84\xff\xff\xff\xff\x01a"),
      "a string longer than the block":
        opened + frame(kinds.headers, flags.endHeaders | flags.endStream, 1, "\0\x7f\x80\x01a"),
      "a bomb: one large field, referred to 4,000 times":
        opened +
        frame(kinds.headers, flags.none, 1, block(pseudo())) +
        frame(kinds.continuation, flags.none, 1, `\x40\x03x-a\x7f\xa1\x1e${"a".repeat(4000)}`) +
        frame(kinds.continuation, flags.endHeaders, 1, "\xbe".repeat(4000)),
    },
    to,
  ),
  ...tried(
    "CVE-2023-44487 (rapid reset)",
    {
      "2,000 requests, each reset at once": [
        opened,
        ...streams(2000).map((stream) => request(stream, pseudo()) + frame(kinds.reset, flags.none, stream, number(8))),
      ],
    },
    { ...to, copies: 4 },
  ),
  ...tried(
    "CVE-2025-8671 (MadeYouReset)",
    {
      "1,000 requests, each made the door's to reset": [
        opened,
        ...streams(1000).map(
          (stream) => request(stream, pseudo()) + frame(kinds.window, flags.none, stream, number(0)),
        ),
      ],
    },
    to,
  ),
  ...tried(
    "CVE-2024-27316, CVE-2023-45288 (CONTINUATION flood)",
    {
      "2,000 continuations of 1 KiB": [
        opened + half(1),
        { repeat: frame(kinds.continuation, flags.none, 1, block([["x-a", "b".repeat(1000)]])), times: 2000 },
      ],
      "20,000 continuations of nothing": [
        opened + half(1),
        { repeat: frame(kinds.continuation, flags.none, 1), times: 20_000 },
      ],
    },
    to,
  ),
  ...tried(
    "CVE-2019-9512 (ping flood)",
    {
      "20,000 pings": [opened, { repeat: frame(kinds.ping, flags.none, 0, "12345678"), times: 20_000 }],
    },
    { ...to, unread: 1000 },
  ),
  ...tried(
    "CVE-2019-9515 (settings flood)",
    {
      "20,000 settings": [opened, { repeat: settings([[3, 100]]), times: 20_000 }],
    },
    { ...to, unread: 1000 },
  ),
  ...tried(
    "CVE-2019-9514 (reset flood)",
    {
      "1,000 requests that the door must reset": [
        opened,
        ...streams(1000).map((stream) => request(stream, [...pseudo(), ["connection", "close"]])),
      ],
    },
    { ...to, unread: 1000 },
  ),
  ...tried(
    "CVE-2019-9518 (empty frames)",
    {
      "20,000 empty frames of data": [
        opened + request(1, pseudo({ ":method": "POST" }), flags.none),
        { repeat: frame(kinds.data, flags.none, 1), times: 20_000 },
      ],
    },
    to,
  ),
  ...tried(
    "CVE-2019-9516 (headers of length 0)",
    { "4,000 headers without a name": ask(...Array.from({ length: 4000 }, () => ["", ""] as const)) },
    to,
  ),
  ...tried(
    "CVE-2019-9513 (resource loop)",
    {
      "20,000 changes of priority": [
        opened,
        { repeat: frame(kinds.priority, flags.none, 3, `${number(5)}\x10`), times: 20_000 },
      ],
    },
    to,
  ),
  ...tried(
    "CVE-2019-9511, CVE-2019-9517 (data that is never taken)",
    {
      "a window of zero for 100 answers of 10 MB":
        preface +
        settings([[4, 0]]) +
        streams(100)
          .map((stream) => request(stream, pseudo({ ":path": "/bytes?size=10000000" })))
          .join(""),
      "a window of one octet": preface + settings([[4, 1]]) + request(1, pseudo({ ":path": "/bytes?size=10000000" })),
    },
    { ...to, unread: 1000 },
  ),
  ...tried(
    "RFC 9113, 10.5",
    {
      "1,000 requests at once": [opened, ...streams(1000).map((stream) => request(stream, pseudo()))],
      "10,000 headers": [
        opened + half(1),
        { repeat: frame(kinds.continuation, flags.none, 1, block([["x-a", "b"]])), times: 10_000 },
        frame(kinds.continuation, flags.endHeaders, 1),
      ],
      "20,000 frames of a kind that nobody knows": [opened, { repeat: frame(0xee, 0, 0, "forge"), times: 20_000 }],
    },
    to,
  ),
];
