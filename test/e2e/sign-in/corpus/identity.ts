/** Whoever says who they are: by every header that some program behind some proxy believes, in every spelling. */
import { identityHeaders } from "../../../../config/traefik/identity-headers.ts";
import { type Entry, forged } from "../../hostile/entry.ts";
import { ask, ask2, marked, octets, triedOn, triedOn2 } from "../entry.ts";

/** Headers of sign-ins that the platform has nothing to do with: they open nothing, whatever becomes of them. */
const others = [
  ...["X-Auth-User", "X-Auth-Email", "X-Auth-Groups", "X-Auth-Token", "X-Auth-Roles", "X-Auth-Request-Roles"],
  ...["X-Authenticated-Email", "X-Authenticated-Groups", "X-Email", "X-Groups", "X-Roles", "X-Username", "X-Login"],
  ...["X-Forwarded-Roles", "X-Forwarded-Login", "X-Forwarded-Preferred_Username", "X-Original-User", "X-Admin", "Role"],
  ...["X-Is-Admin", "X-Internal", "X-Internal-Request", "X-Ms-Client-Principal", "X-Ms-Client-Principal-Name"],
  ...["X-Goog-Authenticated-User-Email", "X-Goog-Iap-Jwt-Assertion", "Cf-Access-Authenticated-User-Email"],
  ...["Cf-Access-Jwt-Assertion", "X-Amzn-Oidc-Identity", "X-Amzn-Oidc-Data", "X-Amzn-Oidc-Accesstoken"],
  ...["X-Pomerium-Jwt-Assertion", "X-Pomerium-Claim-Email", "X-Vouch-User", "X-Vouch-Idp-Claims-Email"],
  ...["Tailscale-User-Login", "X-Consumer-Username", "X-Credential-Identifier", "X-Userinfo", "X-Id-Token"],
  ...["X-Access-Token", "Oidc-Claim-Preferred-Username", "Oidc-Claim-Email", "Gap-Auth", "Gap-Signature", "Eppn"],
  ...["X-Shib-User", "Iv-User", "Iv-Groups", "Sm-User", "X-Iisnode-Auth-User", "X-Nginx-Auth-User", "Auth-User"],
  ...["X-Token-Subject", "X-Jwt-Payload", "X-Jwt-Assertion", "X-Api-Key", "X-Real-User", "X-Proxy-User", "Proxy-User"],
  ...["X-Authelia-User", "X-Organizr-User", "X-Plex-Token", "X-Sandstorm-Username", "X-Kubernetes-User"],
  ...["Impersonate-User", "Impersonate-Group", "X-Consul-Token", "X-Vault-Token", "X-Grafana-User"],
];
const ofOthers = others.filter((name) => !identityHeaders.includes(name));

const sources = {
  ours: "OAuth2 Proxy, set_xauthrequest; RFC 3875, 4.1.11, and sign-in proxies' documentation",
  others: "documentation of other sign-in proxies: Google IAP, Cloudflare Access, AWS ALB, Pomerium, Vouch, Shibboleth",
  spelling: "CVE-2025-64484 (OAuth2 Proxy) and CVE-2026-39858 (Traefik): other spellings of the same header",
  folded: "RFC 9112, 5.2; RFC 9110, 5.2 and 5.3",
  role: "OWASP, WSTG-ATHZ-03: privilege escalation; OAuth2 Proxy, X-Auth-Request-Groups",
  hop: "CVE-2024-45410 (Traefik): a header of one hop is removed after the door has set it",
  trailer: "RFC 9110, 6.5.1: trailers that are taken for headers",
};

const key = ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13"];
const webSocket = [...key, "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="];

/** Spellings of a name, and of a whole line, that one program takes for the name and another does not. */
const spellings: Readonly<Record<string, (name: string, value: string) => string[]>> = {
  "underscores for dashes": (name, value) => [`${name.replaceAll("-", "_")}: ${value}`],
  "an underscore for the first dash": (name, value) => [`${name.replace("-", "_")}: ${value}`],
  "an underscore for the last dash": (name, value) => [`${name.replace(/-(?=[^-]*$)/, "_")}: ${value}`],
  "underscores, upper case": (name, value) => [`${name.replaceAll("-", "_").toUpperCase()}: ${value}`],
  "dots for dashes": (name, value) => [`${name.replaceAll("-", ".")}: ${value}`],
  "spaces for dashes": (name, value) => [`${name.replaceAll("-", " ")}: ${value}`],
  "doubled dashes": (name, value) => [`${name.replaceAll("-", "--")}: ${value}`],
  "no dashes": (name, value) => [`${name.replaceAll("-", "")}: ${value}`],
  "en dashes": (name, value) => [`${octets(name.replaceAll("-", "–"))}: ${value}`],
  "soft hyphens": (name, value) => [`${octets(name.replaceAll("-", "\u00ad"))}: ${value}`],
  "percent-encoded dashes": (name, value) => [`${name.replaceAll("-", "%2D")}: ${value}`],
  "lower case": (name, value) => [`${name.toLowerCase()}: ${value}`],
  "upper case": (name, value) => [`${name.toUpperCase()}: ${value}`],
  "mixed case": (name, value) => [`${name.replace(/[a-z](?=.)/g, (c, n) => (n % 2 ? c.toUpperCase() : c))}: ${value}`],
  "as CGI has it": (name, value) => [`HTTP_${name.replaceAll("-", "_").toUpperCase()}: ${value}`],
  "as CGI has it, with dashes": (name, value) => [`HTTP-${name}: ${value}`],
  "a space before the colon": (name, value) => [`${name} : ${value}`],
  "a tab before the colon": (name, value) => [`${name}\t: ${value}`],
  "a NUL at its end": (name, value) => [`${name}\0: ${value}`],
  "a space before it": (name, value) => ["X-A: b", ` ${name}: ${value}`],
  "a bare CR before it": (name, value) => [`X-A: b\r${name}: ${value}`],
  "a bare LF before it": (name, value) => [`X-A: b\n${name}: ${value}`],
  "its value folded": (name, value) => [`${name}:`, ` ${value}`],
  "its value folded after a first": (name, value) => [`${name}: nobody`, `\t${value}`],
  "a colon before it": (name, value) => [`:${name}: ${value}`],
  "two colons": (name, value) => [`${name}:: ${value}`],
  quotes: (name, value) => [`"${name}": ${value}`],
  "twice, one empty": (name, value) => [`${name}:`, `${name}: ${value}`],
  "three times": (name, value) => [`${name}: ${value}`, `${name}: ${value}`, `${name}: ${value}`],
  "in two cases": (name, value) => [`${name}: nobody`, `${name.toLowerCase()}: ${value}`],
  "a list": (name, value) => [`${name}: nobody, ${value}, everybody`],
  "a value in quotes": (name, value) => [`${name}: "${value}"`],
  "a value of RFC 2047": (name, value) => [`${name}: =?utf-8?B?${Buffer.from(value).toString("base64")}?=`],
  "60 KB of it": (name, value) => [`${name}: ${`${value},`.repeat(8000)}`.slice(0, 60_000)],
};

function spelled(label: string, source: string, name: string, value: string, more: Partial<Entry>): Entry[] {
  const sent = Object.entries(spellings).map(([how, lines]) => [
    `${name}, ${how}`,
    ask(label, undefined, lines(name, value)),
  ]);
  return triedOn(label, source, Object.fromEntries(sent), more);
}

function each(names: readonly string[], of: string, request: (name: string) => string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`${name}${of}`, request(name)]));
}

const forges = { forges: true } as const;
const all = [...identityHeaders, ...ofOthers];
const groups = all.filter((name) => /group|role|admin/i.test(name));

export const spoofed: readonly Entry[] = [
  ...triedOn(
    "notes",
    sources.ours,
    each(identityHeaders, "", (name) => ask("notes", undefined, [`${name}: ${forged}`])),
    forges,
  ),
  ...triedOn(
    "notes",
    sources.others,
    each(ofOthers, "", (name) => ask("notes", undefined, [`${name}: ${forged}`])),
    forges,
  ),
  ...triedOn2(
    "notes",
    sources.ours,
    each(all, "", (name) => ask2("notes", [[name.toLowerCase(), forged]])),
    forges,
  ),
  ...triedOn(
    "notes",
    sources.ours,
    {
      "all of them": ask(
        "notes",
        undefined,
        all.map((name) => `${name}: ${forged}`),
      ),
      "all of them, HTTP/1.0": ask(
        "notes",
        undefined,
        all.map((name) => `${name}: ${forged}`),
        { version: "HTTP/1.0" },
      ),
      "all of them to the first page": ask(
        "",
        "/",
        all.map((name) => `${name}: ${forged}`),
      ),
      "all of them, in a POST": ask(
        "notes",
        undefined,
        [...all.map((name) => `${name}: ${forged}`), "Content-Length: 1"],
        { method: "POST", body: "a" },
      ),
    },
    forges,
  ),
  ...triedOn(
    "notes",
    "RFC 6455, 4.1: the upgrade of somebody",
    each(identityHeaders, ", WebSocket", (name) => ask("notes", marked("/ws"), [...webSocket, `${name}: ${forged}`])),
    forges,
  ),
  ...spelled("notes", sources.spelling, "X-Auth-Request-User", forged, forges),
  ...spelled("notes", sources.spelling, "X-Forwarded-Email", forged, forges),
];

export const claimedRoles: readonly Entry[] = [
  ...triedOn(
    "office",
    sources.role,
    each(groups, " says admin", (name) => ask("office", undefined, [`${name}: admin`])),
  ),
  ...triedOn2(
    "office",
    sources.role,
    each(groups, " says admin", (name) => ask2("office", [[name.toLowerCase(), "admin"]])),
  ),
  ...spelled("office", sources.spelling, "X-Auth-Request-Groups", "admin", {}),
  ...triedOn("office", sources.role, {
    "user, e-mail address and groups at once": ask("office", undefined, [
      ...[
        "X-Auth-Request-User: ada",
        "X-Auth-Request-Email: ada@example.org",
        "X-Auth-Request-Preferred-Username: ada",
      ],
      "X-Auth-Request-Groups: admin,editor,viewer",
    ]),
    "every role": ask("office", undefined, ["X-Auth-Request-Groups: admin, editor, viewer, role:admin, /admin"]),
    "the groups of a WebSocket": ask("office", marked("/ws"), [...webSocket, "X-Auth-Request-Groups: admin"]),
    "the gate's own question as a path": ask("office", "/role/admin", ["X-Auth-Request-Groups: admin"]),
    "the gate's own way for everybody as a path": ask("office", "/anybody"),
    "a cookie that says it": ask("office", undefined, ["Cookie: role=admin; groups=admin; isAdmin=true; admin=1"]),
    "a query that says it": ask("office", "/whoami?role=admin&groups=admin&user=ada&X-Auth-Request-Groups=admin"),
  }),
];

export const hopByHop: readonly Entry[] = [
  ...triedOn(
    "notes",
    sources.hop,
    each(
      [
        ...identityHeaders.slice(0, 6),
        ...["Cookie", "Accept", "Authorization", "Host", "X-Forwarded-Uri", "X-Forwarded-Method", "X-Forwarded-Proto"],
        ...[
          "X-Forwarded-Host",
          "X-Forwarded-For",
          "X-Real-Ip",
          "Content-Length",
          "Connection",
          "x-forwarded-uri, x-forwarded-host",
        ],
      ],
      " named by Connection",
      (name) => ask("notes", undefined, [`Connection: close, ${name}`]),
    ),
  ),
  ...triedOn(
    "notes",
    sources.hop,
    each(identityHeaders.slice(0, 6), " named by Connection, and sent", (name) =>
      ask("notes", undefined, [`Connection: keep-alive, ${name}`, `${name}: ${forged}`]),
    ),
    forges,
  ),
  ...triedOn("office", sources.hop, {
    "the groups named by Connection, and sent": ask("office", undefined, [
      "Connection: X-Auth-Request-Groups",
      "X-Auth-Request-Groups: admin",
    ]),
    "the groups named by Keep-Alive": ask("office", undefined, [
      "Keep-Alive: X-Auth-Request-Groups",
      "X-Auth-Request-Groups: admin",
    ]),
    "the groups named by Proxy-Connection": ask("office", undefined, [
      "Proxy-Connection: X-Auth-Request-Groups",
      "X-Auth-Request-Groups: admin",
    ]),
    "two Connection lines": ask("office", undefined, ["Connection: keep-alive", "Connection: X-Auth-Request-Groups"]),
  }),
  ...triedOn2("office", sources.hop, {
    "the groups named by connection": ask2("office", [
      ["connection", "x-auth-request-groups"],
      ["x-auth-request-groups", "admin"],
    ]),
    "te and trailers": ask2("office", [
      ["te", "trailers, x-auth-request-groups"],
      ["x-auth-request-groups", "admin"],
    ]),
  }),
  ...triedOn(
    "office",
    sources.trailer,
    Object.fromEntries(
      ["X-Auth-Request-Groups", "X-Auth-Request-User", "Cookie", "Authorization"].map((name) => [
        `${name} as a trailer`,
        ask("office", undefined, ["Transfer-Encoding: chunked", `Trailer: ${name}`], {
          method: "POST",
          body: `1\r\na\r\n0\r\n${name}: admin\r\n\r\n`,
        }),
      ]),
    ),
  ),
  ...triedOn(
    "notes",
    sources.folded,
    {
      "an identity folded into Host": ask("notes", undefined, [
        "Host: notes.kompose.test",
        ` X-Auth-Request-User: ${forged}`,
      ]),
      "an identity behind the first line": `GET /whoami HTTP/1.1\n X-Auth-Request-User: ${forged}\r\nHost: notes.kompose.test\r\n\r\n`,
      "an identity in the first line": `GET /whoami HTTP/1.1 X-Auth-Request-User: ${forged}\r\nHost: notes.kompose.test\r\n\r\n`,
      "an identity before the first line": `X-Auth-Request-User: ${forged}\r\n${ask("notes")}`,
      "an identity within the path": ask("notes", `/whoami%0d%0aX-Auth-Request-User:%20${forged}`),
    },
    forges,
  ),
];
