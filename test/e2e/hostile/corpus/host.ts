/** Whose address a request is for: headers and handshakes that disagree, or name nobody. */
import { domain } from "../../../support/door.ts";
import { type Entry, inside, message, secure, token, toy, tried, whoami } from "../entry.ts";

const to = (...hosts: string[]) => whoami(hosts.map((host) => `Host: ${host}`));
const root = (...headers: string[]) => message(`GET /?of=${token} HTTP/1.1`, headers);
const asked = `Host: ${toy}`;

export const hosts: readonly Entry[] = [
  ...tried("RFC 9110, 7.2; RFC 9112, 3.2", {
    "no Host": message(`GET /whoami?of=${token} HTTP/1.1`, []),
    "no Host in HTTP/1.0": message(`GET /whoami?of=${token} HTTP/1.0`, []),
    "an empty Host": root("Host:"),
    "two hosts, the outer first": root(asked, `Host: ${inside}`),
    "two hosts, the inner first": root(`Host: ${inside}`, asked),
    "two hosts, the second folded": root(asked, ` ${inside}`),
    "two hosts in one line": root(`Host: ${toy}, ${inside}`),
    "two hosts with a space between": root(`Host: ${inside} ${toy}`),
    "a space before the colon": root(`Host : ${inside}`, asked),
    "Host, and a spelling with NUL": root(asked, `Host\0: ${inside}`),
    "a path within Host": root(`Host: ${inside}/../${toy}`),
    "a query within Host": root(`Host: ${inside}?${toy}`),
    "a fragment within Host": root(`Host: ${inside}#.${toy}`),
    "a backslash within Host": root(`Host: ${inside}\\${toy}`),
  }),
  ...tried("RFC 9110, 7.4 and 15.5.20", {
    "an inner name in the handshake of a public one": root(`Host: ${inside}`),
    "an inner name in upper case": root(`Host: ${inside.toUpperCase()}`),
    "an inner name with the port": root(`Host: ${inside}:443`),
    "an inner name with another port": root(`Host: ${inside}:8080`),
    "an inner name with a trailing dot": root(`Host: ${inside}.`),
    "an inner name with a trailing dot and a port": root(`Host: ${inside}.:443`),
    "an inner name with two trailing dots": root(`Host: ${inside}..`),
    "the first page's name": root(`Host: ${domain}`),
    "a label before the inner name": root(`Host: a.${inside}`),
    "the upstream's name": root("Host: toys_inside:8080"),
  }),
  ...tried(
    "RFC 9110, 7.4 and 15.5.20",
    {
      "a public name in the handshake of an inner one": to(toy),
      "an inner name in its own handshake": root(`Host: ${inside}`),
      "an inner name in its own handshake, by HTTP/1.0": message("GET / HTTP/1.0", [`Host: ${inside}`]),
    },
    { to: secure(inside) },
  ),
  ...tried("RFC 3986, 3.2.1 and 3.2.2", {
    "a user before the host": root(`Host: ${toy}@${inside}`),
    "a user and a password before the host": root(`Host: a:b@${inside}`),
    "a port that is no number": root(`Host: ${toy}:abc`),
    "a port too large": root(`Host: ${toy}:99999`),
    "a port below zero": root(`Host: ${toy}:-1`),
    "an empty port": to(`${toy}:`),
    "two ports": root(`Host: ${toy}:443:80`),
    "an IPv4 address": root("Host: 198.51.100.1"),
    "this machine's own address": root("Host: 127.0.0.1"),
    "an IPv4 address as one number": root("Host: 2130706433"),
    "an IPv4 address in octal": root("Host: 0177.0.0.1"),
    "an IPv6 address": root("Host: [::1]"),
    "an IPv6 address without its end": root("Host: [::1"),
    "an IPv6 address with a zone": root("Host: [fe80::1%25eth0]"),
    "percent-encoding within Host": root(`Host: %69nside.${domain}`),
    "an underscore within Host": root(`Host: toys_inside.${domain}`),
    localhost: root("Host: localhost"),
    "a wildcard": root(`Host: *.${domain}`),
    "a name of 10,000 letters": root(`Host: ${"a".repeat(10_000)}.${domain}`),
  }),
  ...tried("RFC 5890; Unicode TR 46", {
    "full-width letters": root(`Host: ${Buffer.from(`ｉｎｓｉｄｅ.${domain}`).toString("latin1")}`),
    "a full stop of another script": root(
      `Host: ${Buffer.from(`inside。${domain.replace(".", "。")}`).toString("latin1")}`,
    ),
    "a Kelvin sign, whose lower case is k": root(`Host: inside.${Buffer.from("\u212a").toString("latin1")}ompose.test`),
    punycode: root(`Host: xn--inside-.${domain}`),
    "a zero-width space": root(`Host: in${Buffer.from("\u200b").toString("latin1")}side.${domain}`),
    "octets that are no UTF-8": root(`Host: inside\xff.${domain}`),
  }),
  ...tried("PortSwigger, Practical Web Cache Poisoning (2018)", {
    "X-Forwarded-Host": root(asked, `X-Forwarded-Host: ${inside}`),
    "X-Host": root(asked, `X-Host: ${inside}`),
    "X-Forwarded-Server": root(asked, `X-Forwarded-Server: ${inside}`),
    "X-HTTP-Host-Override": root(asked, `X-HTTP-Host-Override: ${inside}`),
    "Forwarded with a host": root(asked, `Forwarded: host=${inside}`),
    "X-Original-Host": root(asked, `X-Original-Host: ${inside}`),
  }),
];
