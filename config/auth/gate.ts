/**
 * What Traefik asks about a request (ForwardAuth): HAProxy in front of OAuth2 Proxy, for what that one can not do. It
 * keeps the session cookie from applications, it knows platform roles, and it tells programs from browsers.
 */
import { type PlatformRole, platformRoles } from "../platform-role.ts";
import { type SecretFile, secretsPath } from "../secret-file.ts";
import { oauth2ProxyPort } from "./oauth2-proxy.ts";
import { sessionCookie } from "./session.ts";

/** The port other containers reach it on. */
export const gatePort = 8080;

/** What can be asked. Every answer but a 2xx is what the client gets. */
export const gatePaths = {
  /** Whether somebody is signed in who has any role, and who. */
  signedIn: "/",
  /** Whether who is signed in has a role, `{role}`. It is asked after the first, whose answer it reads. */
  role: "/role/{role}",
  /** Nothing: everybody may pass. The session cookie may not. */
  anybody: "/anybody",
  /** Nothing, of who comes back from a login: its cookie may pass, and no session's. */
  returning: "/returning",
} as const;

/** Where it says that it is ready. */
export const gateHealth = "/healthz";

/** What a request's refusal looks like to a browser, and to a program (RFC 9457). */
export interface Refusal {
  page: string;
  problem: string;
}

const refusedFile = (role: PlatformRole, kind: "html" | "json") => `refused-${role}.${kind}`;

/** The cookies but for those whose line begins so. What separated them from others goes with them. */
function cookiesWithout(beginning: string): string {
  return ["req.fhdr(cookie)", `regsub("(^|;)[[:space:]]*${beginning}[^;]*","",g)`, 'regsub("^[; ]+","")'].join(",");
}

/** Where applications get them: without ours, of which those of a login under way begin with the session's name. */
const othersCookies = cookiesWithout(sessionCookie);

/**
 * Where a login ends: without the session's. OAuth2 Proxy would save the new session under the ticket in it
 * (pkg/sessions/persistence/manager.go, Save), and whoever planted it would be who signed in (OWASP, WSTG-SESS-03).
 */
const withoutSession = cookiesWithout(`${sessionCookie}[[:space:]]*=`);

/** Not signed in, as a program is told (RFC 9110, 15.5.2). */
const notSignedIn = JSON.stringify({ title: "Not signed in", status: 401 }).replaceAll('"', '\\"');

/** The refusal of somebody who lacks a role, in a phase of HAProxy's, where `condition` holds. */
function refuse(name: PlatformRole, phase: "http-request" | "http-response", condition: string): string[] {
  const answer = (type: string, kind: "html" | "json", to: string) =>
    `  ${phase} return status 403 content-type "${type}" hdr Cache-Control no-store ` +
    `file ${secretsPath}/${refusedFile(name, kind)} if ${condition} ${to}`;
  return [
    answer("text/html; charset=utf-8", "html", "browser"),
    answer("application/problem+json", "json", "!browser"),
  ];
}

/** Whether a list of roles, as a header has it, has one: its elements are compared one by one. */
const has = (list: string, name: PlatformRole) => `{ ${list} -m str ${name} }`;

function role(name: PlatformRole): string[] {
  const asked = `{ path ${gatePaths.role.replace("{role}", name)} }`;
  return [
    `  http-request return status 200 if ${asked} ${has("req.hdr(x-auth-request-groups)", name)}`,
    ...refuse(name, "http-request", asked),
  ];
}

/** What every role includes. Whoever has none, such as a stranger with an account at another provider, is nobody here. */
const least: PlatformRole = "viewer";

function settings(): string {
  return [
    "global",
    "  log stdout format raw local0",
    "  nbthread 1",
    // Each may take a buffer of a request's headers, of which the door lets 64 KiB in.
    "  maxconn 1000",
    "  tune.bufsize 81920",
    "  hard-stop-after 8s",
    "",
    "defaults",
    "  mode http",
    "  timeout connect 2s",
    "  timeout queue 5s",
    "  timeout http-request 5s",
    // Longer than the proxy keeps a connection that it does not use (Go: 90 s), so that none ends as it is used.
    "  timeout http-keep-alive 120s",
    "  timeout client 120s",
    "  timeout server 30s",
    "  retries 3",
    "  retry-on conn-failure empty-response",
    "  option redispatch 1",
    "",
    // The engine's own. While OAuth2 Proxy is replaced its name leads to both, then to the new one.
    "resolvers engine",
    "  nameserver engine 127.0.0.11:53",
    "  hold valid 1s",
    "  timeout resolve 500ms",
    "  timeout retry 500ms",
    "",
    "backend oauth2_proxy",
    "  option httpchk GET /ping",
    `  server-template proxy 2 auth_oauth2_proxy:${oauth2ProxyPort} check inter 1s fall 1 rise 1 resolvers engine init-addr none`,
    "  acl browser var(txn.browser) -m bool",
    ...refuse(least, "http-response", `{ status 202 } !${has("res.hdr(x-auth-request-groups)", least)}`),
    `  http-response set-header Cookie "%[var(txn.cookie)]" if { status 202 } { var(txn.cookie) -m len gt 0 }`,
    // A program can do nothing with the way to a login page.
    `  http-response return status 401 content-type "application/problem+json" ` +
      `hdr WWW-Authenticate "Bearer realm=\\"kompose\\"" hdr Cache-Control no-store string "${notSignedIn}" ` +
      "if { status 302 401 403 } !browser",
    "",
    "frontend gate",
    `  bind 0.0.0.0:${gatePort}`,
    "  option dontlognull",
    `  monitor-uri ${gateHealth}`,
    "  monitor fail if { nbsrv(oauth2_proxy) lt 1 }",
    // Which of two would be whose? No browser sends two (RFC 6265, 5.4).
    "  http-request deny status 400 if { req.fhdr_cnt(cookie) gt 1 }",
    // A login would carry it about, encoded twice. RFC 9112, 3, asks for 8,000 octets.
    `  http-request return status 414 content-type text/plain string "The address is too long to sign in for.\\n" if { req.fhdr(x-forwarded-uri) -m len gt 8000 } { path ${gatePaths.signedIn} }`,
    `  http-request set-var(txn.cookie) '${othersCookies}'`,
    "  acl browser req.hdr(accept) -m sub text/html",
    "  http-request set-var(txn.browser) bool(true) if browser",
    `  http-request return status 200 hdr Cookie "%[var(txn.cookie)]" if { path ${gatePaths.anybody} } { var(txn.cookie) -m len gt 0 }`,
    `  http-request return status 200 if { path ${gatePaths.anybody} }`,
    `  http-request set-var(txn.login) '${withoutSession}'`,
    `  http-request return status 200 hdr Cookie "%[var(txn.login)]" if { path ${gatePaths.returning} } { var(txn.login) -m len gt 0 }`,
    `  http-request return status 200 if { path ${gatePaths.returning} }`,
    ...platformRoles.flatMap(role),
    `  http-request deny status 404 unless { path ${gatePaths.signedIn} }`,
    "  default_backend oauth2_proxy",
    "",
  ].join("\n");
}

/** The command that runs the gate on its files. */
export const gateCommand = ["haproxy", "-f", `${secretsPath}/haproxy.cfg`] as const;

/** Shell script that fails where HAProxy would not take its files. */
export const gateCheck = `${gateCommand.join(" ")} -c`;

/** The files of the gate. */
export function gateFiles(refusals: Readonly<Record<PlatformRole, Refusal>>): SecretFile[] {
  return [
    { path: "haproxy.cfg", content: settings, onChange: "restart" },
    ...platformRoles.flatMap((name): SecretFile[] => [
      { path: refusedFile(name, "html"), content: () => refusals[name].page, onChange: "restart" },
      { path: refusedFile(name, "json"), content: () => refusals[name].problem, onChange: "restart" },
    ]),
  ];
}
