/** Another host in one place than in another: in the handshake, in the request, in what the sign-in is told of it. */
import { domain } from "../../../support/door.ts";
import { hostOf } from "../../../support/sign-in.ts";
import { type Entry, message, secure, secure2 } from "../../hostile/entry.ts";
import { ask, ask2, byText, marked, octets, triedOn, triedOn2 } from "../entry.ts";

const notes = hostOf("notes");
const open = hostOf("open");

const sources = {
  handshake: "RFC 9110, 7.4 and 15.5.20: a handshake for one host, a request for another",
  host: "RFC 9112, 3.2; CVE-2022-23632 (Traefik): a host in another spelling finds another route",
  target: "RFC 9112, 3.2.2: an absolute target counts for more than Host",
  told: "OAuth2 Proxy, reverse_proxy: what X-Forwarded-* says the request was; GHSA-6384-m2mw-rf54 (Traefik)",
  inside: "PortSwigger, Cracking the lens (2017): the name of a neighbour",
};

const named = (hosts: readonly string[], path = marked("/whoami")) =>
  byText(hosts, (host) => message(`GET ${path} HTTP/1.1`, [`Host: ${host}`]));

/** Spellings of a host that some program takes for it. */
const spellings = (host: string) => [
  ...[host, host.toUpperCase(), `${host}.`, `${host}..`, `${host}:443`, `${host}:80`, `${host}:8080`, `${host}.:443`],
  ...[`${host}:`, `${host}:0443`, `${host}:443:443`, `a@${host}`, `a:b@${host}`, `.${host}`, `${host}/`, `${host}%00`],
  ...[
    `${host}%2e`,
    `${host}\t`,
    `${host},${open}`,
    `${open},${host}`,
    `${open}#@${host}`,
    `${open}\\@${host}`,
    `${host} `,
  ],
  ...[`www.${host}`, `[${host}]`, host.replace(".", "%2e"), host.replace(".", "。"), host.replace("k", "\u212a")].map(
    octets,
  ),
];

/** Names by which neighbours are reached, or by which a router may have been called. */
const neighbours = [
  ...[
    "toys_notes:8080",
    "toys_notes",
    "toys-notes",
    `toys_notes.${domain}`,
    `toys-notes.${domain}`,
    "auth_keycloak:8080",
  ],
  ...[
    "auth_keycloak:9000",
    "auth_oauth2_proxy:4180",
    "auth_gate:8080",
    "proxy_app:8082",
    "proxy_page:8080",
    "localhost",
  ],
  ...[
    "127.0.0.1",
    "127.0.0.1:8080",
    "[::1]",
    "0.0.0.0",
    "10.0.0.1",
    "198.51.100.1",
    "host.docker.internal",
    "api@internal",
  ],
];

/** What a request was, as somebody else might say. */
const told: Readonly<Record<string, readonly string[]>> = {
  "X-Forwarded-Host": [open, hostOf("sso"), hostOf("auth"), "localhost", `${open}, ${notes}`],
  "X-Forwarded-Uri": [
    "/oauth2/callback",
    "/oauth2/start",
    "/ping",
    "/ready",
    "/robots.txt",
    "/oauth2/static/",
    "/status/200",
    "",
  ],
  "X-Forwarded-Method": ["OPTIONS", "HEAD", "GET", "TRACE", ""],
  "X-Forwarded-Proto": ["http", "https", "ws", "wss", "file", "https, http"],
  "X-Forwarded-Port": ["80", "8080", "0", "443"],
  "X-Forwarded-For": ["127.0.0.1", "10.0.0.1", "::1", "192.168.77.2", "10.0.0.1, 127.0.0.1"],
  "X-Forwarded-Prefix": ["/oauth2", "/status", "//evil.example"],
  "X-Forwarded-Server": ["proxy_app", open],
  "X-Real-Ip": ["127.0.0.1", "192.168.77.2"],
  "X-Original-Method": ["OPTIONS"],
  "X-Forwarded-Scheme": ["https"],
  Forwarded: [`for=127.0.0.1;host=${open};proto=https`, "for=192.168.77.2"],
  "X-Envoy-Original-Path": ["/status/200"],
  Via: ["1.1 auth_gate"],
};
const lines = Object.entries(told).flatMap(([name, values]) => values.map((value) => `${name}: ${value}`));
const underscored = (line: string) => line.replace(/^[^:]*/, (name) => name.replaceAll("-", "_"));

export const hosts: readonly Entry[] = [
  ...triedOn("notes", sources.host, named(spellings(notes).slice(1))),
  ...triedOn(
    "open",
    sources.handshake,
    named([...spellings(notes).slice(0, 10), hostOf("office"), hostOf("proxy"), domain]),
  ),
  ...triedOn(
    "open",
    sources.handshake,
    named([hostOf("auth"), `${hostOf("auth")}.`, `${hostOf("auth")}:8443`], "/admin/"),
  ),
  ...triedOn(
    "",
    sources.host,
    named([`${domain}.`, `${domain}..`, domain.toUpperCase(), `${domain}:8080`, `www.${domain}`], "/status.json"),
  ),
  ...triedOn(
    "nobody",
    sources.handshake,
    named([domain, `${domain}.`, `${domain}:`, `.${domain}`, `${domain}.:80`], "/status.json"),
  ),
  ...triedOn("notes", sources.handshake, {
    "no name in the request": message(`GET ${marked("/whoami")} HTTP/1.0`, []),
    "an empty Host": message(`GET ${marked("/whoami")} HTTP/1.1`, ["Host:"]),
    "two hosts, the open one first": message(`GET ${marked("/whoami")} HTTP/1.1`, [`Host: ${open}`, `Host: ${notes}`]),
    "two hosts, the protected one first": message(`GET ${marked("/whoami")} HTTP/1.1`, [
      `Host: ${notes}`,
      `Host: ${open}`,
    ]),
    "two hosts, the second folded": message(`GET ${marked("/whoami")} HTTP/1.1`, [`Host: ${open}`, ` ${notes}`]),
  }),
  ...triedOn(
    "open",
    sources.target,
    byText(
      [
        ...[
          `https://${notes}/whoami`,
          `http://${notes}/whoami`,
          `http://${notes}:443/whoami`,
          `https://a@${notes}/whoami`,
        ],
        ...[
          `//${notes}/whoami`,
          `@${notes}/whoami`,
          `ws://${notes}/ws`,
          "http://toys_notes:8080/whoami",
          "http://auth_gate:8080/anybody",
        ],
        ...[
          "http://auth_keycloak:9000/metrics",
          "http://auth_oauth2_proxy:44180/metrics",
          "http://127.0.0.1:8082/metrics",
          `https://${notes}\\@${open}/whoami`,
        ],
      ],
      (target) => message(`GET ${target} HTTP/1.1`, [`Host: ${open}`]),
    ),
  ),
  ...triedOn("open", sources.inside, named(neighbours)),
  ...triedOn("notes", sources.told, Object.fromEntries(lines.map((line) => [line, ask("notes", undefined, [line])]))),
  ...triedOn(
    "notes",
    sources.told,
    Object.fromEntries(
      lines
        .filter((line) => /^X-Forwarded-(Uri|Host|Method|Proto)/.test(line))
        .map((line) => [underscored(line), ask("notes", undefined, [underscored(line)])]),
    ),
  ),
  ...triedOn(
    "auth",
    sources.told,
    Object.fromEntries(
      lines.slice(0, 24).map((line) => [`${line}, to the console`, ask("auth", "/admin/master/console/", [line])]),
    ),
  ),
  ...triedOn2(
    "notes",
    sources.told,
    Object.fromEntries(
      lines
        .slice(0, 24)
        .map((line) => [
          line,
          ask2("notes", [[line.slice(0, line.indexOf(":")).toLowerCase(), line.slice(line.indexOf(":") + 2)]]),
        ]),
    ),
  ),
  ...triedOn2("open", sources.handshake, {
    "an authority behind the sign-in": ask2("open", [], { ":authority": notes }),
    "an authority in upper case": ask2("open", [], { ":authority": notes.toUpperCase() }),
    "an authority with a port": ask2("open", [], { ":authority": `${notes}:443` }),
    "an authority with a dot": ask2("open", [], { ":authority": `${notes}.` }),
    "an authority with a user": ask2("open", [], { ":authority": `${open}@${notes}` }),
    "an open authority, a host behind the sign-in": ask2("open", [["host", notes]]),
    "an authority behind the sign-in, an open host": ask2("open", [["host", open]], { ":authority": notes }),
    "a whole address as the path": ask2("open", [], { ":path": `https://${notes}${marked("/whoami")}` }),
  }),
];

/** The same for two requests on one connection: what the first was let do, the second is not. */
export const reusedConnections: readonly Entry[] = [
  ...["notes", "office", "links"].flatMap((label) => [
    {
      name: `${hostOf(label)} behind a request to ${open}`,
      source: "PortSwigger, Browser-Powered Desync Attacks (2022): first-request routing",
      to: secure(open),
      pieces: [ask("open") + ask(label)],
    },
    {
      name: `${hostOf(label)} behind a public path`,
      source: "PortSwigger, Browser-Powered Desync Attacks (2022): first-request validation",
      to: secure(hostOf("hooks")),
      pieces: [ask("hooks", "/status/200") + ask(label)],
    },
    {
      name: `${hostOf(label)} within the body of a request to a public path`,
      source: "PortSwigger, Browser-Powered Desync Attacks (2022): CL.0",
      to: secure(hostOf("hooks")),
      pieces: [
        ask("hooks", "/status/200", [`Content-Length: ${ask(label).length}`], { method: "POST", body: ask(label) }),
      ],
    },
    {
      name: `${hostOf(label)} within the body of a sign-in's callback`,
      source: "PortSwigger, Browser-Powered Desync Attacks (2022): CL.0",
      to: secure(hostOf("sso")),
      pieces: [
        ask("sso", "/oauth2/callback?error=a", [`Content-Length: ${ask(label).length}`], {
          method: "POST",
          body: ask(label),
        }),
      ],
    },
    {
      name: `${hostOf(label)} on the second stream of a connection to ${open}`,
      source: "RFC 9113, 9.1.1: connection reuse",
      to: secure2(open),
      pieces: [
        ask2("open"),
        ask2(label)
          .slice(ask2(label).indexOf("SM\r\n\r\n") + 6 + 9)
          .replace("\0\0\0\x01", "\0\0\0\x03"),
      ],
    },
  ]),
];
