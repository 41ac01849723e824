/** Bodies whose end is where one program sees it and another does not: request smuggling. */
import {
  type Entry,
  inside,
  message,
  notImplemented,
  notPassedOn,
  onBothPorts,
  token,
  toy,
  tried,
  whoami,
} from "../entry.ts";

/** What is hidden behind the end that one of them sees; its own path, so that whoever answers it can be told. */
const hidden = message(`GET /whoami?hidden=${token} HTTP/1.1`, [`Host: ${toy}`, "Content-Length: 3"], "x=");
const hiddenInside = message("GET / HTTP/1.1", [`Host: ${inside}`, "Content-Length: 3"], "x=");

const chunk = (text: string, size = text.length.toString(16)) => `${size}\r\n${text}\r\n`;
const end = "0\r\n\r\n";
const post = (headers: readonly string[], body: string) => whoami(headers, body, "POST");
const chunked = "Transfer-Encoding: chunked";

/** The first reads the length: one message. The second reads chunks: the hidden request is another. */
const lengthFirst = (encoding: string, rest = hidden) =>
  post([`Content-Length: ${end.length + rest.length}`, encoding], end + rest);
/** The first reads chunks: one message. The second reads the length: the hidden request is another. */
const chunksFirst = (encoding: string, rest = hidden) => {
  const size = rest.length.toString(16);
  return post([`Content-Length: ${size.length + 2}`, encoding], `${chunk(rest)}${end}`);
};

/** Ways to write it that one program takes for `chunked` and another does not. */
const spellings: Readonly<Record<string, string>> = {
  "a space before the colon": "Transfer-Encoding : chunked",
  "a tab before the colon": "Transfer-Encoding\t: chunked",
  "no space after the colon": "Transfer-Encoding:chunked",
  "a tab after the colon": "Transfer-Encoding:\tchunked",
  "two spaces after the colon": "Transfer-Encoding:  chunked",
  "a vertical tab after the colon": "Transfer-Encoding:\vchunked",
  "a form feed after the colon": "Transfer-Encoding:\fchunked",
  "a space at the end": "Transfer-Encoding: chunked ",
  "a tab at the end": "Transfer-Encoding: chunked\t",
  "a NUL at the end": "Transfer-Encoding: chunked\0",
  "a bare CR at the end": "Transfer-Encoding: chunked\r",
  "a vertical tab at the end": "Transfer-Encoding: chunked\v",
  "upper case": "Transfer-Encoding: CHUNKED",
  "mixed case": "TrAnSfEr-EnCoDiNg: cHuNkEd",
  "another letter": "Transfer-Encoding: xchunked",
  "another letter at the end": "Transfer-Encoding: chunkedx",
  quotes: 'Transfer-Encoding: "chunked"',
  apostrophes: "Transfer-Encoding: 'chunked'",
  "a parameter": "Transfer-Encoding: chunked;q=1",
  "a comma before it": "Transfer-Encoding: ,chunked",
  "a comma after it": "Transfer-Encoding: chunked,",
  "identity before it": "Transfer-Encoding: identity, chunked",
  "identity after it": "Transfer-Encoding: chunked, identity",
  "gzip before it": "Transfer-Encoding: gzip, chunked",
  "twice in one line": "Transfer-Encoding: chunked, chunked",
  "two lines": "Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked",
  "two lines, the second identity": "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity",
  "two lines, the first another": "Transfer-Encoding: cow\r\nTransfer-Encoding: chunked",
  "folded before the value": "Transfer-Encoding:\r\n chunked",
  "folded within the value": "Transfer-Encoding: chun\r\n ked",
  "folded into the header before": "X-A: b\r\n Transfer-Encoding: chunked",
  "behind a bare LF": "X-A: b\nTransfer-Encoding: chunked",
  "behind a bare CR": "X-A: b\rTransfer-Encoding: chunked",
  "an underscore for the hyphen": "Transfer_Encoding: chunked",
  "a space for the hyphen": "Transfer Encoding: chunked",
  "a dot for the hyphen": "Transfer.Encoding: chunked",
  "a space before the name": " Transfer-Encoding: chunked",
  "a NUL within the name": "Transfer\0-Encoding: chunked",
  "an octet above 127 within the name": "Transfer-Encoding\xa0: chunked",
  "an octet above 127 within the value": "Transfer-Encoding: \xa0chunked",
  "an empty value": "Transfer-Encoding:",
};
const each = (request: (encoding: string) => string, of: string) =>
  Object.fromEntries(Object.entries(spellings).map(([name, line]) => [`${of}: ${name}`, request(line)]));

export const framing: readonly Entry[] = onBothPorts([
  ...tried("PortSwigger, HTTP Desync Attacks (2019)", {
    "CL.TE": lengthFirst(chunked),
    "TE.CL": chunksFirst(chunked),
    "CL.TE to the inside": lengthFirst(chunked, hiddenInside),
    "TE.CL to the inside": chunksFirst(chunked, hiddenInside),
    "TE.CL, the length last": post([chunked, "Content-Length: 4"], `${chunk(hidden)}${end}`),
  }),
  ...tried("PortSwigger, HTTP Desync Attacks (2019); defparam/smuggler", each(lengthFirst, "CL.TE"), {
    serverError: notImplemented,
  }),
  ...tried("PortSwigger, HTTP Desync Attacks (2019); defparam/smuggler", each(chunksFirst, "TE.CL"), {
    serverError: notImplemented,
  }),
  ...tried("RFC 9112, 6.2 and 6.3; RFC 9110, 8.6", {
    "two lengths that differ": post(["Content-Length: 0", `Content-Length: ${hidden.length}`], hidden),
    "two lengths that differ, the longer first": post(
      [`Content-Length: ${hidden.length}`, "Content-Length: 0"],
      hidden,
    ),
    "two lengths that are the same": post(["Content-Length: 2", "Content-Length: 2"], "ab"),
    "two lengths in one line": post([`Content-Length: 0, ${hidden.length}`], hidden),
    "the same length twice in one line": post(["Content-Length: 2, 2"], "ab"),
    "a length with a plus": post([`Content-Length: +${hidden.length}`], hidden),
    "a length below zero": post(["Content-Length: -1"], hidden),
    "a length in hexadecimal": post([`Content-Length: 0x${hidden.length.toString(16)}`], hidden),
    "a length in octal": post(["Content-Length: 010"], "12345678ab"),
    "a length with a space within": post(["Content-Length: 1 0"], hidden),
    "a length with an underscore": post(["Content-Length: 1_0"], hidden),
    "a length with a fraction": post(["Content-Length: 2.0"], hidden),
    "a length with an exponent": post(["Content-Length: 1e1"], hidden),
    "a length in quotes": post(['Content-Length: "2"'], hidden),
    "an empty length": post(["Content-Length:"], hidden),
    "a length of letters": post(["Content-Length: ten"], hidden),
    "a length with a NUL": post(["Content-Length: 2\0"], hidden),
    "a length with a vertical tab": post(["Content-Length: \v2"], hidden),
    "a length of Arabic digits": post([`Content-Length: ${Buffer.from("٢").toString("latin1")}`], hidden),
    "a length of 2⁶⁴ + 2": post(["Content-Length: 18446744073709551618"], hidden),
    "a length of 2⁶³ − 1": post(["Content-Length: 9223372036854775807"], hidden),
    "a length of 2⁶³": post(["Content-Length: 9223372036854775808"], hidden),
    "a length of 100 digits": post([`Content-Length: ${"9".repeat(100)}`], hidden),
    "a length folded": post(["Content-Length:", " 2"], hidden),
    "a length with a space before the colon": post([`Content-Length : ${hidden.length}`], hidden),
    "a length with an underscore for the hyphen": post([`Content_Length: ${hidden.length}`], hidden),
    "a length longer than the body, then silence": post(["Content-Length: 1000"], "a"),
    "a length shorter than the body": post(["Content-Length: 1"], hidden),
  }),
  ...tried("PortSwigger, Browser-Powered Desync Attacks (2022); TE.0 (2024); HTTP/1.1 Must Die (2025)", {
    "CL.0: GET with a body": whoami([`Content-Length: ${hidden.length}`], hidden),
    "CL.0: HEAD with a body": whoami([`Content-Length: ${hidden.length}`], hidden, "HEAD"),
    "CL.0: OPTIONS with a body": whoami([`Content-Length: ${hidden.length}`], hidden, "OPTIONS"),
    "CL.0: a body to an address without one": message(
      "POST /nothing HTTP/1.1",
      [`Host: ${toy}`, `Content-Length: ${hidden.length}`],
      hidden,
    ),
    "TE.0: OPTIONS in chunks": whoami([chunked], `${chunk(hidden)}${end}`, "OPTIONS"),
    "TE.0: GET in chunks": whoami([chunked], `${chunk(hidden)}${end}`),
    "0.CL: Expect and a length": whoami(["Expect: 100-continue", `Content-Length: ${hidden.length}`], hidden),
    "0.CL: Expect, obfuscated, and a length": whoami(
      ["Expect:\t100-continue", `Content-Length: ${hidden.length}`],
      hidden,
      "POST",
    ),
    "a length named by Connection": whoami(
      ["Connection: Content-Length", `Content-Length: ${hidden.length}`],
      hidden,
      "POST",
    ),
    "chunks named by Connection": whoami(["Connection: Transfer-Encoding", chunked], `${chunk(hidden)}${end}`, "POST"),
    "pausing within the body": [post([`Content-Length: ${hidden.length}`], ""), { wait: 300 }, hidden],
  }),
  ...tried("RFC 9112, 6.1: no chunks before HTTP/1.1", {
    "chunks in HTTP/1.0": message(
      `POST /whoami?of=${token} HTTP/1.0`,
      [`Host: ${toy}`, chunked, "Connection: keep-alive"],
      `${chunk("ab")}${end}${hidden}`,
    ),
    "chunks and a length in HTTP/1.0": message(
      `POST /whoami?of=${token} HTTP/1.0`,
      [`Host: ${toy}`, chunked, "Content-Length: 2", "Connection: keep-alive"],
      `${chunk("ab")}${end}${hidden}`,
    ),
  }),
  ...tried(
    "RFC 9112, 7.1",
    {
      "a size of 2⁶⁴": post([chunked], `10000000000000000\r\n${hidden}`),
      "a size of 2⁶³": post([chunked], `8000000000000000\r\n${hidden}`),
      "a size of 2⁶⁴ + 2": post([chunked], `10000000000000002\r\nab\r\n${end}${hidden}`),
      "a size with 0x": post([chunked], `${chunk("ab", "0x2")}${end}${hidden}`),
      "a size with a plus": post([chunked], `${chunk("ab", "+2")}${end}${hidden}`),
      "a size below zero": post([chunked], `${chunk("ab", "-2")}${end}${hidden}`),
      "a size with a space before it": post([chunked], `${chunk("ab", " 2")}${end}${hidden}`),
      "a size with a space after it": post([chunked], `${chunk("ab", "2 ")}${end}${hidden}`),
      "a size with an underscore": post([chunked], `${chunk("ab", "0_2")}${end}${hidden}`),
      "a size of 1,000 zeros": post([chunked], `${chunk("ab", `${"0".repeat(1000)}2`)}${end}${hidden}`),
      "no size": post([chunked], `\r\nab\r\n${end}${hidden}`),
      "a size of letters": post([chunked], `${chunk("ab", "zz")}${end}${hidden}`),
      "more than the size": post([chunked], `2\r\nabcdef\r\n${end}${hidden}`),
      "less than the size": post([chunked], `10\r\nab\r\n${end}`),
      "no line end after the data": post([chunked], `2\r\nab${end}${hidden}`),
      "no last chunk": post([chunked], chunk("ab")),
      "a NUL after the size": post([chunked], `${chunk("ab", "2\0")}${end}${hidden}`),
    },
    { serverError: notPassedOn },
  ),
  ...tried(
    "CVE-2025-22871; w4ke, Funky Chunks (2025)",
    {
      "bare LF after the size": post([chunked], `2\nab\n0\n\n${hidden}`),
      "bare LF after the size alone": post([chunked], `2\nab\r\n${end}${hidden}`),
      "bare CR after the size": post([chunked], `2\rab\r\n${end}${hidden}`),
      "bare LF within an extension": post([chunked], `2;a=b\nab\r\n${end}${hidden}`),
      "bare LF within the last chunk's extension": post([chunked], `${chunk("ab")}0;a\n\r\n${hidden}`),
      "bare CR within an extension": post([chunked], `2;a\rb\r\nab\r\n${end}${hidden}`),
      "a line end for the data's": post([chunked], `2\r\nabXX0\r\n\r\n${hidden}`),
      "bare LF after the data": post([chunked], `2\r\nab\n${end}${hidden}`),
      "an extension that looks like a chunk": post([chunked], `2;\n30\r\nab\r\n${end}${hidden}`),
    },
    { serverError: notPassedOn },
  ),
  ...tried(
    "CVE-2023-39326; RFC 9112, 7.1.1",
    {
      "an extension": post([chunked], `2;a=b\r\nab\r\n${end}`),
      "an extension of 60,000 octets": post([chunked], `2;a=${"b".repeat(60_000)}\r\nab\r\n${end}`),
      "an extension with a NUL": post([chunked], `2;a=\0\r\nab\r\n${end}`),
      "an extension in quotes with a line end": post([chunked], `2;a="\r\nab"\r\n${end}${hidden}`),
      "20,000 chunks of one octet with extensions": [
        post([chunked], ""),
        { repeat: "1;aaaaaaaaaaaaaaaa\r\nb\r\n", times: 20_000 },
        end,
      ],
    },
    { serverError: notPassedOn },
  ),
  ...tried(
    "RFC 9112, 7.1.2; RFC 9110, 6.5.1",
    {
      "a trailer that is a length": post(
        [chunked, "Trailer: Content-Length"],
        `${chunk("ab")}0\r\nContent-Length: 5\r\n\r\n`,
      ),
      "a trailer that is a host": post([chunked, "Trailer: Host"], `${chunk("ab")}0\r\nHost: ${inside}\r\n\r\n`),
      "a trailer without a colon": post([chunked], `${chunk("ab")}0\r\nnothing\r\n\r\n${hidden}`),
      "a trailer with a bare LF": post([chunked], `${chunk("ab")}0\r\nX-A: b\n\n${hidden}`),
      "a trailer of 100,000 octets": post([chunked], `${chunk("ab")}0\r\nX-A: ${"b".repeat(100_000)}\r\n\r\n`),
      "10,000 trailers": post([chunked], `${chunk("ab")}0\r\n${"X-A: b\r\n".repeat(10_000)}\r\n`),
      "a trailer that claims to be somebody": post(
        [chunked, "Trailer: X-Auth-Request-User"],
        `${chunk("ab")}0\r\nX-Auth-Request-User: x\r\n\r\n`,
      ),
    },
    { serverError: notPassedOn },
  ),
  ...tried("OWASP, denial of service by size", {
    "chunks without an end": [post([chunked], ""), { repeat: chunk("a".repeat(16_384)), times: 500 }],
    "a body of 8 MiB that nobody asked for": [
      message("GET /healthz HTTP/1.1", [`Host: ${toy}`, "Content-Length: 8388608"]),
      { repeat: "a".repeat(16_384), times: 512 },
    ],
  }),
  ...tried("RFC 9112, 9.3.2", {
    "200 requests at once": [{ repeat: whoami(), times: 200 }],
    "a request to the inside behind one to the outside": `${whoami()}${message("GET / HTTP/1.1", [`Host: ${inside}`])}`,
    "a request to the outside behind one to the inside": `${message("GET / HTTP/1.1", [`Host: ${inside}`])}${whoami()}`,
    "garbage behind a request": `${whoami()}${"\x00\xff".repeat(100)}`,
    "a request behind one that closes": `${whoami(["Connection: close"])}${hidden}`,
    "a request behind one of HTTP/1.0": `${message(`GET /whoami?of=${token} HTTP/1.0`, [`Host: ${toy}`])}${hidden}`,
    "half a request behind a request": `${whoami()}GET /who`,
  }),
]);
