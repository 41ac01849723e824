/** Datagrams that are no QUIC, and such as would make the door shout at somebody else. */
import { type Entry, tried } from "../entry.ts";

/** A packet with a long header (RFC 9000, 17.2), filled to the length that an Initial must have. */
const long = (first: string, version: string) => `${first}${version}\x08destinat\x08sourceid`.padEnd(1200, "\0");

export const quic: readonly Entry[] = [
  ...tried(
    "RFC 9000, 6, 8.1 and 14.1",
    {
      "one octet": "\xc0",
      noise: "forge".repeat(240),
      "an Initial that is not encrypted": long("\xc0", "\x00\x00\x00\x01"),
      "a version that nobody knows": long("\xc0", "\x0a\x0a\x0a\x0a"),
      "a version that nobody knows, in a short datagram": long("\xc0", "\x0a\x0a\x0a\x0a").slice(0, 40),
      "an answer about versions": long("\xc0", "\x00\x00\x00\x00"),
      "a packet of a connection that is not there": `\x40${"a".repeat(1199)}`,
      "early data of nobody": long("\xd0", "\x00\x00\x00\x01"),
      "a retry from a client": long("\xf0", "\x00\x00\x00\x01"),
      "an identifier of 255 octets": `\xc0\x00\x00\x00\x01\xff${"a".repeat(1194)}`,
      "1,000 unknown versions": [{ repeat: long("\xc0", "\x0a\x0a\x0a\x0a"), times: 1000 }],
    },
    { to: { port: 443, over: "udp" } },
  ),
];
