/** Header lines that are none, too long, or too many. */
import { type Entry, inside, message, onBothPorts, token, toy, tried, whoami } from "../entry.ts";

export const fields: readonly Entry[] = onBothPorts([
  ...tried("RFC 9112, 5.1; CVE-2019-16276", {
    "a space before the colon": whoami(["X-A : b"]),
    "a tab before the colon": whoami(["X-A\t: b"]),
    "no colon": whoami(["X-A b"]),
    "nothing before the colon": whoami([": b"]),
    "nothing but a colon": whoami([":"]),
    "a colon first, as in HTTP/2": whoami([`:authority: ${inside}`]),
    "a space within the name": whoami(["X A: b"]),
    "a NUL within the name": whoami(["X\0A: b"]),
    "a delimiter within the name": whoami(["X(A): b"]),
    "a slash within the name": whoami(["X/A: b"]),
    "an octet above 127 within the name": whoami(["X\xe9: b"]),
    "a bare CR within the name": whoami(["X\rA: b"]),
  }),
  ...tried("RFC 9110, 5.5", {
    "a NUL within the value": whoami(["X-A: b\0c"]),
    "a bare CR within the value": whoami([`X-A: b\rHost: ${inside}`]),
    "a bare LF within the value": whoami([`X-A: b\nX-C: d`]),
    "an escape within the value": whoami(["X-A: \x1b[2Jb"]),
    "a DEL within the value": whoami(["X-A: b\x7f"]),
    "octets above 127 within the value": whoami(["X-A: \xff\xfe\x80"]),
    "a vertical tab within the value": whoami(["X-A: b\vc"]),
    "an empty value": whoami(["X-A:"]),
  }),
  ...tried("RFC 9112, 5.2", {
    "a line folded by a space": whoami(["X-A: b", " c"]),
    "a line folded by a tab": whoami(["X-A: b", "\tc"]),
    "a line folded that hides a header": whoami(["X-A: b", " Transfer-Encoding: chunked"]),
    "a line folded into nothing": whoami(["X-A:", " ", " ", " b"]),
  }),
  ...tried("RFC 6585, 5; RFC 9110, 5.4", {
    "one header of 60,000 octets": whoami([`X-A: ${"a".repeat(60_000)}`]),
    "one header of 80,000 octets": whoami([`X-A: ${"a".repeat(80_000)}`]),
    "one header of 2 MiB": [
      `GET / HTTP/1.1\r\nHost: ${toy}\r\nX-A: `,
      { repeat: "a".repeat(1024), times: 2048 },
      "\r\n\r\n",
    ],
    "a name of 60,000 octets": whoami([`${"a".repeat(60_000)}: b`]),
    "200 headers of 1 KiB": whoami(Array.from({ length: 200 }, (_, n) => `X-${n}: ${"a".repeat(1024)}`)),
    "10,000 headers": whoami(Array.from({ length: 10_000 }, (_, n) => `X-${n}: b`)),
    "10,000 times the same header": whoami(Array.from({ length: 10_000 }, () => "X-A: b")),
    "100,000 headers": [`GET / HTTP/1.1\r\nHost: ${toy}\r\n`, { repeat: "X-A: b\r\n", times: 100_000 }, "\r\n"],
    "headers without an end": [`GET / HTTP/1.1\r\nHost: ${toy}\r\n`, { repeat: "X-A: b\r\n", times: 5000 }],
    "a cookie of 50,000 octets": whoami([`Cookie: a=${"a".repeat(50_000)}`]),
    "5,000 cookies": whoami([`Cookie: ${Array.from({ length: 5000 }, (_, n) => `c${n}=v`).join("; ")}`]),
  }),
  ...tried("CVE-2011-3192", {
    "1,300 ranges that overlap": whoami([
      `Range: bytes=0-,${Array.from({ length: 1300 }, (_, n) => `5-${n}`).join(",")}`,
    ]),
    "a range below zero": whoami(["Range: bytes=-9223372036854775808"]),
  }),
  ...tried("CVE-2022-32149 and its kind: lists that are read slowly", {
    "10,000 languages": whoami([`Accept-Language: ${"en-us,".repeat(10_000)}`]),
    "a language of 60,000 parts": whoami([`Accept-Language: ${"a-".repeat(30_000)}`]),
    "5,000 encodings": whoami([`Accept-Encoding: ${"gzip;q=0.1,".repeat(5000)}`]),
    "10,000 kinds of answer": whoami([`Accept: ${"a/b,".repeat(10_000)}`]),
  }),
  ...tried("RFC 9110, 10.1.1", {
    "an expectation that nobody knows": whoami(["Expect: the-unexpected"]),
    "100-continue without a body": whoami(["Expect: 100-continue"]),
    "100-continue twice": whoami(["Expect: 100-continue, 100-continue", "Content-Length: 1"], "a", "POST"),
    "100-continue with the body at once": whoami(["Expect: 100-continue", "Content-Length: 5"], "hello", "POST"),
    "100-continue without the body that it announces": whoami(
      ["Expect: 100-continue", "Content-Length: 5"],
      "",
      "POST",
    ),
    "100-continue, obfuscated": whoami(["Expect: y 100-continue", "Content-Length: 5"], "hello", "POST"),
    "100-continue in HTTP/1.0": message(
      `POST /whoami?of=${token} HTTP/1.0`,
      [`Host: ${toy}`, "Expect: 100-continue", "Content-Length: 5"],
      "hello",
    ),
  }),
]);
