/** What a client says about its address, its name, or the address that it asked for: none of it reaches a service. */
import {
  type Entry,
  forged,
  forgedAddress,
  inside,
  message,
  plain,
  secure,
  token,
  toy,
  tried,
  whoami,
} from "../entry.ts";

/** Headers of which the door says something itself, whatever came. */
const ofTheDoor = [
  "X-Forwarded-For",
  "X-Forwarded-Host",
  "X-Forwarded-Port",
  "X-Forwarded-Proto",
  "X-Forwarded-Server",
  "X-Forwarded-Uri",
  "X-Forwarded-Method",
  "X-Forwarded-Prefix",
  "X-Forwarded-Tls-Client-Cert",
  "X-Forwarded-Tls-Client-Cert-Info",
  "X-Real-Ip",
];

/** Headers that one program or another believes about a client's address. */
const ofAddresses = [
  "Forwarded",
  "Forwarded-For",
  "X-Forwarded",
  "True-Client-Ip",
  "CF-Connecting-IP",
  "CF-Connecting-IPv6",
  "CF-Pseudo-IPv4",
  "Fastly-Client-IP",
  "Fly-Client-IP",
  "X-Client-IP",
  "Client-IP",
  "X-Cluster-Client-IP",
  "X-Original-Forwarded-For",
  "X-Originating-IP",
  "X-Remote-IP",
  "X-Remote-Addr",
  "X-ProxyUser-Ip",
  "X-Appengine-User-Ip",
  "X-Azure-ClientIP",
  "X-Envoy-External-Address",
];

/** Headers that one program or another believes about the address that was asked for. */
const ofTargets = [
  "X-Original-URL",
  "X-Rewrite-URL",
  "X-Original-Uri",
  "X-Original-Host",
  "X-Host",
  "X-Forwarded-Path",
];

/** Headers that one program or another believes about who somebody is. */
const ofPeople = [
  ...["User", "Email", "Groups", "Preferred-Username", "Access-Token", "Redirect"].map(
    (name) => `X-Auth-Request-${name}`,
  ),
  ...["User", "Email", "Groups", "Preferred-Username", "Access-Token"].map((name) => `X-Forwarded-${name}`),
  ...["User", "Email", "Groups", "Name"].map((name) => `Remote-${name}`),
  ...["User", "Group"].map((name) => `X-Remote-${name}`),
  ...["Username", "Email", "Groups", "Name", "Uid", "Jwt"].map((name) => `X-Authentik-${name}`),
  ...["User", "Email", "Groups"].map((name) => `X-Webauth-${name}`),
  ...["X-SSL-Client-Cert", "X-SSL-Client-DN", "X-Client-Cert", "X-User", "X-Authenticated-User", "SSL-Client-Cert"],
];

const forges = { forges: true } as const;

/** One entry a header, each by the name that it claims. */
function claims(source: string, names: readonly string[], value: string): Entry[] {
  return tried(source, Object.fromEntries(names.map((name) => [name, whoami([`${name}: ${value}`])])), forges);
}

/** To the inside, with a claim to be there already. */
function claimsInside(names: readonly string[]): Entry[] {
  return tried(
    "PayloadsAllTheThings, bypass of 403",
    Object.fromEntries(
      names.map((name) => [
        `to the inside with ${name}`,
        message(`GET /?of=${token} HTTP/1.1`, [`Host: ${inside}`, `${name}: ${forgedAddress}`]),
      ]),
    ),
    { to: secure(inside) },
  );
}

const underscored = (name: string) => name.replaceAll("-", "_");

export const claimed: readonly Entry[] = [
  ...claims("Traefik, forwarded headers", ofTheDoor, forged),
  ...claims("Wallarm, fake client addresses", ofAddresses, forgedAddress),
  ...claims("CVE-2018-14773; PortSwigger, Practical Web Cache Poisoning (2018)", ofTargets, forged),
  ...claims("RFC 3875, 4.1.11, and sign-in proxies' documentation", ofPeople, forged),
  ...claims(
    "RFC 3875, 4.1.18: to a CGI-like program _ is -",
    [
      ...["X-Forwarded-For", "X-Real-Ip", "X-Forwarded-Proto", "X-Auth-Request-User", "Remote-User"].map(underscored),
      "X_Forwarded-For",
      "X-Forwarded_For",
      "x_auth-request_USER",
    ],
    forged,
  ),
  ...claims(
    "RFC 9110, 5.1: names are the same in any case",
    ["x-forwarded-for", "X-FORWARDED-FOR", "x-FoRwArDeD-fOr", "x-auth-request-user", "REMOTE-USER", "x-real-IP"],
    forged,
  ),
  ...claimsInside([...ofTheDoor.slice(0, 2), "X-Real-Ip", ...ofAddresses]),
  ...tried(
    "CVE-2024-45410: a header of one hop is removed after the door has set it",
    Object.fromEntries(
      ["X-Forwarded-For", "X-Real-Ip", "X-Forwarded-Proto", "X-Forwarded-Host", "x-forwarded-for, x-real-ip"].map(
        (name) => [`Connection: ${name}`, whoami([`Connection: ${name}, keep-alive`])],
      ),
    ),
  ),
  ...tried(
    "CVE-2024-45410: a header of one hop is removed after the door has set it",
    {
      "Connection: close, X-Forwarded-For, and the header": whoami([
        "Connection: close, X-Forwarded-For",
        `X-Forwarded-For: ${forged}`,
      ]),
      "Connection: Host": whoami(["Connection: Host"]),
      "Connection: a list of 500": whoami([`Connection: ${Array.from({ length: 500 }, (_, n) => `x${n}`).join(", ")}`]),
      "Proxy-Connection and Keep-Alive": whoami(["Proxy-Connection: X-Forwarded-For", "Keep-Alive: timeout=1000000"]),
    },
    forges,
  ),
  ...tried(
    "CVE-2024-45410: a header of one hop is removed after the door has set it",
    {
      "to the inside with Connection: X-Forwarded-For": message("GET / HTTP/1.1", [
        `Host: ${inside}`,
        "Connection: close, X-Forwarded-For",
        `X-Forwarded-For: ${forgedAddress}`,
      ]),
    },
    { to: secure(inside) },
  ),
  ...tried(
    "RFC 7239; OWASP, testing for header injection",
    {
      "a list of addresses": whoami([`X-Forwarded-For: ${forged}, ${forgedAddress}, 127.0.0.1`]),
      "the header three times": whoami(Array.from({ length: 3 }, () => `X-Forwarded-For: ${forged}`)),
      "an address of IPv6 that is one of IPv4": whoami([`X-Forwarded-For: ::ffff:${forgedAddress}`]),
      "a header without a value, and one with": whoami(["X-Real-Ip:", `X-Real-Ip: ${forged}`]),
      "a header folded": whoami([`X-Forwarded-For: a`, ` ${forged}`]),
      "an identity behind a fold": whoami(["X-A: b", ` X-Auth-Request-User: x`]),
    },
    forges,
  ),
  ...tried(
    "CVE-2016-5385 (httpoxy)",
    { "Proxy, which is HTTP_PROXY to a CGI-like program": whoami([`Proxy: http://${forged}.example`]) },
    forges,
  ),
  ...tried(
    "PortSwigger, Practical Web Cache Poisoning (2018)",
    {
      "the way to TLS with X-Forwarded-Host": message("GET /a HTTP/1.1", [
        `Host: ${toy}`,
        `X-Forwarded-Host: ${forged}.example`,
      ]),
      "the way to TLS with X-Forwarded-Proto": message("GET /a HTTP/1.1", [`Host: ${toy}`, "X-Forwarded-Proto: https"]),
      "the way to TLS with X-Forwarded-Port": message("GET /a HTTP/1.1", [
        `Host: ${toy}`,
        `X-Forwarded-Port: ${forged}`,
      ]),
      "the way to TLS with X-Forwarded-Prefix": message("GET /a HTTP/1.1", [
        `Host: ${toy}`,
        `X-Forwarded-Prefix: //${forged}`,
      ]),
    },
    { ...forges, to: plain },
  ),
];
