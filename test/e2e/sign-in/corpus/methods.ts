/** Other methods, and headers that make another method of one. */
import { hostOf } from "../../../support/sign-in.ts";
import { type Entry, message, notImplemented, token } from "../../hostile/entry.ts";
import { ask, ask2, marked, triedOn, triedOn2 } from "../entry.ts";

const methods = [
  ...[
    "HEAD",
    "OPTIONS",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "TRACE",
    "TRACK",
    "PROPFIND",
    "MKCOL",
    "COPY",
    "MOVE",
    "LOCK",
  ],
  ...[
    "SEARCH",
    "PURGE",
    "DEBUG",
    "LINK",
    "REPORT",
    "QUERY",
    "FORGE",
    "get",
    "Get",
    "GETS",
    "X",
    "OPTIONS*",
    "M-SEARCH",
  ],
];
const overrides = [
  "X-Http-Method-Override",
  "X-Http-Method",
  "X-Method-Override",
  "X-Method",
  "X-Original-Method",
  "_method",
];
const places: readonly (readonly [string, string])[] = [
  ["notes", marked("/whoami")],
  ["office", marked("/whoami")],
  ["auth", "/admin/realms/kompose/users"],
  ["proxy", "/api/rawdata"],
  ["", "/status.json"],
  ["hooks", marked("/whoami")],
];

const sources = {
  method: "OWASP, WSTG-CONF-06: methods that are not looked at",
  override: "OWASP, WSTG-CONF-06: HTTP method overriding",
  preflight: "OAuth2 Proxy, skip_auth_preflight: a preflight passes without a sign-in (Fetch, 4.8)",
};

const sent = (label: string, path: string) =>
  Object.fromEntries(
    (label === "notes" ? methods : methods.slice(0, 7)).map((method) => [
      `${method} ${path.replace(`of=${token}`, "")}`,
      ask(label, path, ["Content-Length: 0"], { method }),
    ]),
  );

export const otherMethods: readonly Entry[] = [
  ...places.flatMap(([label, path]) =>
    triedOn(label, sources.method, sent(label, path), { serverError: notImplemented }),
  ),
  ...places
    .slice(0, 4)
    .flatMap(([label, path]) =>
      triedOn(
        label,
        sources.override,
        Object.fromEntries(
          overrides.flatMap((name) =>
            ["OPTIONS", "HEAD", "GET"].map((method) => [
              `POST that is ${method} by ${name}`,
              ask(label, path, [`${name}: ${method}`, "Content-Length: 0"], { method: "POST" }),
            ]),
          ),
        ),
      ),
    ),
  ...triedOn("notes", sources.override, {
    "a method in the query": ask("notes", "/whoami?_method=OPTIONS&of=a"),
    "a method in a form": ask(
      "notes",
      undefined,
      ["Content-Type: application/x-www-form-urlencoded", "Content-Length: 15"],
      {
        method: "POST",
        body: "_method=OPTIONS",
      },
    ),
  }),
  ...["notes", "office", "auth", "proxy", ""].flatMap((label) =>
    triedOn(label, sources.preflight, {
      "a preflight": ask(label, "/", ["Origin: https://evil.example", "Access-Control-Request-Method: GET"], {
        method: "OPTIONS",
      }),
      "a preflight with headers": ask(
        label,
        "/",
        ["Origin: null", "Access-Control-Request-Method: PUT", "Access-Control-Request-Headers: authorization, cookie"],
        { method: "OPTIONS" },
      ),
      "a GET that says it is a preflight": ask(label, "/", [
        "Origin: https://evil.example",
        "Access-Control-Request-Method: GET",
      ]),
    }),
  ),
  ...triedOn(
    "notes",
    "RFC 9110, 9.3.6 and 9.3.7",
    {
      "CONNECT to the service": message("CONNECT toys_notes:8080 HTTP/1.1", ["Host: toys_notes:8080"]),
      "CONNECT to Keycloak": message("CONNECT auth_keycloak:8080 HTTP/1.1", [`Host: ${hostOf("notes")}`]),
      "CONNECT with a path": ask("notes", "/whoami", [], { method: "CONNECT" }),
      "an asterisk for OPTIONS": ask("notes", "*", [], { method: "OPTIONS" }),
      "TRACE with Max-Forwards": ask("notes", "/whoami", ["Max-Forwards: 0"], { method: "TRACE" }),
    },
    { serverError: notImplemented },
  ),
  ...triedOn2(
    "notes",
    sources.method,
    Object.fromEntries(methods.map((method) => [method, ask2("notes", [], { ":method": method })])),
    {
      serverError: notImplemented,
    },
  ),
];
