/** What is no handshake, half of one, or one for somebody else. */
import { clientHello, extension, record, serverName } from "../client-hello.ts";
import { type Entry, inside, message, plain, secure2, toy, tried, whoami } from "../entry.ts";

const raw = { port: 443, over: "tcp" } as const;
const hello = record(clientHello(serverName(toy)));
const named = (name: string) => record(clientHello(serverName(name)));

export const tls: readonly Entry[] = [
  ...tried(
    "RFC 8446, 5.1 and 6",
    {
      nothing: "",
      "one octet": "\x16",
      HTTP: whoami(),
      "HTTP to the inside": message("GET / HTTP/1.1", [`Host: ${inside}`]),
      "HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
      noise: Array.from({ length: 1000 }, (_, n) => String.fromCharCode((n * 7919 + 13) % 256)).join(""),
      NULs: [{ repeat: "\0", times: 20_000 }],
      "another protocol: SSH": "SSH-2.0-OpenSSH_9.9\r\n",
      "another protocol: SMTP": "EHLO example.org\r\nSTARTTLS\r\n",
      "another protocol: PostgreSQL": "\x00\x00\x00\x08\x04\xd2\x16\x2f",
      "another protocol: PROXY, version 1": `PROXY TCP4 10.66.66.66 10.0.0.1 1234 443\r\n${hello}`,
      "another protocol: PROXY, version 2": `\r\n\r\n\0\r\nQUIT\n\x21\x11\x00\x0c\x0a\x42\x42\x42\x0a\x00\x00\x01\x04\xd2\x01\xbb${hello}`,
      "an alert": "\x15\x03\x03\x00\x02\x02\x28",
      "1,000 alerts": [{ repeat: "\x15\x03\x03\x00\x02\x01\x5a", times: 1000 }],
      "application data first": "\x17\x03\x03\x00\x05hello",
      "a change of cipher first": "\x14\x03\x03\x00\x01\x01",
      "1,000 changes of cipher": [hello, { repeat: "\x14\x03\x03\x00\x01\x01", times: 1000 }],
      "an empty record": "\x16\x03\x01\x00\x00",
      "1,000 empty records": [{ repeat: "\x16\x03\x01\x00\x00", times: 1000 }],
      "a record that says 65,535 octets": `\x16\x03\x01\xff\xff${"a".repeat(1000)}`,
      "a kind of record that nobody knows": "\xee\x03\x01\x00\x05hello",
    },
    { to: raw },
  ),
  ...tried(
    "RFC 8446, 4.1.2",
    {
      "half a first message": hello.slice(0, 60),
      "a first message without its last octet": hello.slice(0, -1),
      "a first message an octet a record": [...clientHello(serverName(toy))].map((octet) => record(octet)).join(""),
      "a first message that says 16 MiB": record("\x01\xff\xff\xff"),
      "two first messages": hello + hello,
      "no suites": record(clientHello(serverName(toy), { suites: "" })),
      "suites that nobody takes": record(clientHello(serverName(toy), { suites: "\x00\x00\x00\x05\x00\x2f" })),
      "version 3.0 of SSL": `\x16\x03\x00${record(clientHello(serverName(toy), { version: "\x03\x00" })).slice(3)}`,
      "a version to come": record(clientHello(serverName(toy), { version: "\x7f\xff" }), "\x7f\xff"),
      "500 extensions": record(
        clientHello(serverName(toy) + Array.from({ length: 500 }, (_, n) => extension(0x5000 + n, "abc")).join("")),
      ),
      "the same extension twice": record(clientHello(serverName(toy) + serverName(inside))),
      "an extension longer than the message": record(clientHello(`${extension(0, "").slice(0, 2)}\xff\xff`)),
    },
    { to: raw },
  ),
  ...tried(
    "RFC 5246, E.2; CVE-2016-0800 (DROWN)",
    {
      "version 2.0 of SSL":
        "\x80\x2e\x01\x00\x02\x00\x15\x00\x00\x00\x10\x01\x00\x80\x02\x00\x80\x03\x00\x80\x04\x00\x80\x05\x00\x80\x06\x00\x40\x07\x00\xc0" +
        "c".repeat(16),
    },
    { to: raw },
  ),
  ...tried(
    "CVE-2014-0160 (Heartbleed)",
    {
      "a heartbeat that says more than it has": `${hello}\x18\x03\x02\x00\x03\x01\x40\x00`,
    },
    { to: raw },
  ),
  ...tried(
    "RFC 6066, 3",
    {
      "no name": record(clientHello("")),
      "an empty name": named(""),
      "a name with a NUL": named(`${toy}\0.example.org`),
      "a name with a trailing dot": named(`${inside}.`),
      "an address for a name": named("198.51.100.1"),
      "an address of IPv6 for a name": named("[::1]"),
      "a name with a line end": named(`${toy}\r\nX-A: b`),
      "a name of 15,000 letters": named("a".repeat(15_000)),
      "a name that climbs": named("../../../etc/passwd"),
      "a name of a wildcard": named("*.kompose.test"),
      "a name that nobody has": named("example.org"),
      "octets above 127": named("\xe9\xff.kompose.test"),
      "two names in one list": record(clientHello(extension(0, `\x00\x2a\0\x00\x10${toy}\0\x00\x13${inside}`))),
    },
    { to: raw },
  ),
  ...tried(
    "RFC 7301, 3.1; ALPACA (2021)",
    {
      "a protocol of the door's own: acme-tls/1": record(
        clientHello(serverName(toy) + extension(16, "\x00\x0b\x0aacme-tls/1")),
      ),
      "a protocol of another program: ftp": record(clientHello(serverName(toy) + extension(16, "\x00\x04\x03ftp"))),
      "an empty protocol": record(clientHello(serverName(toy) + extension(16, "\x00\x01\x00"))),
    },
    { to: raw },
  ),
  ...tried(
    "RFC 8446, 5.1",
    {
      "TLS where there is none": hello,
      "TLS for the inside where there is none": named(inside),
    },
    { to: plain },
  ),
  ...tried(
    "CVE-2011-1473; CVE-2009-3555",
    {
      "100 handshakes on one connection": whoami(),
    },
    { to: { port: 443, over: "tls", name: toy, version: "TLSv1.2", protocol: "http/1.1" }, renegotiate: 100 },
  ),
  ...tried("RFC 7301, 3.2", { "HTTP/1.1 where HTTP/2 was agreed on": whoami() }, { to: secure2() }),
];
