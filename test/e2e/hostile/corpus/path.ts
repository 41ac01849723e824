/** Paths that mean one thing to the door and another to a service. */
import { type Entry, inside, message, secure, token, toy, tried } from "../entry.ts";

const get = (path: string) =>
  message(`GET ${path}${path.includes("?") ? "&" : "?"}of=${token} HTTP/1.1`, [`Host: ${toy}`]);
const paths = (source: string, ...list: string[]): Entry[] =>
  tried(source, Object.fromEntries(list.map((path) => [JSON.stringify(path).slice(1, -1), get(path)])));

export const pathTricks: readonly Entry[] = [
  ...paths(
    "RFC 3986, 5.2.4",
    "/./whoami",
    "/a/../whoami",
    "/../whoami",
    "/../../../etc/passwd",
    "/whoami/.",
    "/whoami/..",
    "/a/./../whoami/.././",
  ),
  ...paths("RFC 3986, 6.2.2", "/%2e%2e/whoami", "/%2E%2E%2fwhoami", "/a%2f..%2fwhoami", "/%2e/whoami", "/%77hoami"),
  ...paths("CVE-2021-41773", "/.%2e/.%2e/.%2e/etc/passwd", "/cgi-bin/.%%32%65/.%%32%65/etc/passwd"),
  ...paths(
    "RFC 3986, 7.3",
    "/whoami%00",
    "/%00/whoami",
    "/whoami%00.png",
    "/a%5c..%5cwhoami",
    "/..%5c..%5cetc",
    "/a\\..\\whoami",
  ),
  ...paths("OWASP, double encoding", "/%252e%252e/whoami", "/%252fwhoami", "/%25252e%25252e/", "/whoami%252500"),
  ...paths(
    "Orange Tsai, Breaking Parser Logic (2018)",
    "/..;/whoami",
    "/whoami;a=b",
    "/whoami;/..;/",
    "/;/whoami",
    "/a;b=c/../whoami",
    "/whoami;%2f..%2f",
  ),
  ...paths(
    "RFC 3629, 10",
    "/%c0%ae%c0%ae/whoami",
    "/%c0%afwhoami",
    "/%e0%80%af",
    "/%f0%80%80%af",
    "/%ff%fe",
    "/%u002e%u002e/whoami",
  ),
  ...paths("RFC 9110, 4.2.3", "//whoami", "///whoami", "/whoami//", "//////////", "/whoami/"),
  ...paths(
    "RFC 3986, 2.1",
    "/%",
    "/%2",
    "/%zz",
    "/%-1",
    "/whoami%",
    "/whoami?a=%zz",
    "/whoami#fragment",
    "/whoami?a;b;c",
    "/whoami%3fa=b",
    "/whoami%23a",
  ),
  ...paths(
    "RFC 9110, 5.5",
    "/whoami%0d%0aX-Injected:%20a",
    "/%0d%0aSet-Cookie:%20a=b",
    "/%0a/whoami",
    "/%E5%98%8D%E5%98%8Ainjected",
  ),
  ...paths(
    "OWASP, path of 4,000 segments",
    `/${"a/".repeat(4000)}`,
    `/${"../".repeat(4000)}whoami`,
    `/${"%2e%2e/".repeat(2000)}`,
  ),
  ...tried(
    "PayloadsAllTheThings, bypass of 403",
    Object.fromEntries(
      ["//", "/./", "/%2e/", "/..;/", "/%20", "/%09", "/?", "/.json", "/;", "/*", "/~", "/#", "/%2f", "/a/../"].map(
        (path) => [`${path} of the inside`, message(`GET ${path} HTTP/1.1`, [`Host: ${inside}`])],
      ),
    ),
    { to: secure(inside) },
  ),
];
