/** Cookies that are no session, are no more, are somebody else's, or were made up. */
import { createHmac } from "node:crypto";
import { sessionCookie } from "../../../../config/auth/session.ts";
import type { Entry, ServerError } from "../../hostile/entry.ts";
import { ask, ask2, type Given, marked, triedOn, triedOn2 } from "../entry.ts";

const sources = {
  none: "OWASP, WSTG-SESS-01",
  ticket: "OAuth2 Proxy, pkg/sessions/persistence: tickets v2.<id>.<secret>, and the two parts of old ones",
  signed: "OAuth2 Proxy, pkg/encryption: value|time|signature; CVE-2017-1000070",
  name: "RFC 6265, 5.2 and 5.4; RFC 6265bis, 4.1.3: prefixes of names",
  several: "PortSwigger, Bypassing WAFs with the phantom $Version cookie (2024); RFC 6265, 5.4",
  credentials: "RFC 7617; RFC 6750; RFC 8725, 2.1 and 3.1",
  begun: "RFC 6749, 10.12: a sign-in that somebody began is no session",
};

const base64 = (text: string) => Buffer.from(text).toString("base64url");

/** A cookie's value as OAuth2 Proxy signs it. */
function signed(value: string, secret: string, name = sessionCookie, time = Math.floor(Date.now() / 1000)): string {
  const encoded = Buffer.from(value).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
  const signature = createHmac("sha256", secret).update(name).update(encoded).update(String(time)).digest("base64");
  return `${encoded}|${time}|${signature.replaceAll("+", "-").replaceAll("/", "_")}`;
}

const ticket = `v2.${base64(`${sessionCookie}-${"a".repeat(32)}`)}.${base64("a".repeat(16))}`;

/** Secrets of examples and of those who gave none. */
const knownSecrets = [
  ...[
    "",
    "secret",
    "changeme",
    "kompose",
    "0".repeat(32),
    "a".repeat(16),
    "cookie-secret",
    "OQINaROshtE9TcZkNAm-5Zs2Pv3xaWytBmc5W7sPX7w=",
  ],
  ...[
    "secretthirtytwobytes+abcdefghijk",
    "somerandomstring12341234567890AB",
    "__cookie_secret_",
    "0123456789abcdefghijklmnopqrstuv",
  ],
];

/** Values of the session's cookie that nobody was ever given. */
const madeUp: Readonly<Record<string, string>> = {
  nothing: "",
  "one letter": "a",
  "what is deleted": "deleted",
  "a separator": "|",
  separators: "||",
  null: "null",
  true: "true",
  "a ticket without a signature": ticket,
  "an encoded ticket without a signature": base64(ticket),
  "a ticket with an empty signature": `${base64(ticket)}|1760000000|`,
  "a ticket with a signature of zeros": `${base64(ticket)}|1760000000|${base64("\0".repeat(32))}`,
  "a ticket of the old kind": `${sessionCookie}-${"a".repeat(32)}.${base64("a".repeat(16))}`,
  "a ticket of three parts that is no v2": `v1.${base64("a")}.${base64("b")}`,
  "a ticket of a path": `v2.${base64("../../etc/passwd")}.${base64("a".repeat(16))}`,
  "a ticket of somebody else's keys": `v2.${base64("umami:*")}.${base64("a".repeat(16))}`,
  "a ticket of a Redis command": `v2.${base64("a\r\nFLUSHALL\r\n")}.${base64("a".repeat(16))}`,
  "a ticket of a pattern": `v2.${base64(`${sessionCookie}-*`)}.${base64("a".repeat(16))}`,
  "a ticket of an SQL": `v2.${base64("' OR 1=1 --")}.${base64("a".repeat(16))}`,
  "a ticket without a secret": `v2.${base64(`${sessionCookie}-a`)}.`,
  JSON: '{"User":"ada","Groups":["admin"]}',
  "a serialized object": "rO0ABXNyABFqYXZhLnV0aWwuSGFzaE1hcA",
  "a JWT that nobody signed": `${base64('{"alg":"none"}')}.${base64('{"sub":"ada","groups":["admin"]}')}.`,
  "percent-encoded": "%00%0d%0a",
  quotes: '"a"',
};

const tooLong = { "60,000 octets": "a".repeat(60_000), "30,000 separators": "|".repeat(30_000) };

/** What a longer header than the gate takes gets, which may end the connection before all of it was sent. */
export const notAsked: ServerError = {
  status: 500,
  why: "Traefik's word for a request that it could not ask the gate about",
};

const cookie = (line: string, label = "notes") => ask(label, undefined, [`Cookie: ${line}`]);
const session = (value: string, label = "notes") => cookie(`${sessionCookie}=${value}`, label);

/** A real cookie, not as it was given. */
function tampered(given: string): Record<string, string> {
  const value = given.slice(given.indexOf("=") + 1);
  const [content = "", time = "", signature = ""] = value.split("|");
  const decoded = Buffer.from(content, "base64url").toString();
  const [version = "", id = "", secret = ""] = decoded.split(".");
  const changed = (text: string, at: number) => text.slice(0, at) + (text[at] === "A" ? "B" : "A") + text.slice(at + 1);
  const again = (text: string) => Buffer.from(text).toString("base64").replaceAll("+", "-").replaceAll("/", "_");
  return {
    "without its last character": value.slice(0, -1),
    "without its first character": value.slice(1),
    "its first half": value.slice(0, value.length / 2),
    "without the signature": `${content}|${time}`,
    "without time and signature": content,
    "with an empty signature": `${content}|${time}|`,
    "with half of the signature": `${content}|${time}|${signature.slice(0, 20)}`,
    "with another signature": `${content}|${time}|${changed(signature, 5)}`,
    "with a signature of another secret": signed(decoded, "another secret of 32 octets, yes"),
    "with the time a second later": `${content}|${Number(time) + 1}|${signature}`,
    "with the time a year later": `${content}|${Number(time) + 31_536_000}|${signature}`,
    "with the time zero": `${content}|0|${signature}`,
    "with a time below zero": `${content}|-1|${signature}`,
    "with a time in words": `${content}|now|${signature}`,
    "with a time of 30 digits": `${content}|${"9".repeat(30)}|${signature}`,
    "with the end of the value in the time": `${content.slice(0, -1)}|${content.slice(-1)}${time}|${signature}`,
    "with the start of the time in the value": `${content}${time.slice(0, 1)}|${time.slice(1)}|${signature}`,
    "with the name's end in the value": `e${content}|${time}|${signature}`,
    "with another content": `${changed(content, 10)}|${time}|${signature}`,
    "with another id": `${again([version, changed(id, 20), secret].join("."))}|${time}|${signature}`,
    "with another secret": `${again([version, id, changed(secret, 5)].join("."))}|${time}|${signature}`,
    "with a ticket of the old kind": `${again(`${Buffer.from(id, "base64url")}.${secret}`)}|${time}|${signature}`,
    "in upper case": value.toUpperCase(),
    "in lower case": value.toLowerCase(),
    "its parts in another order": `${signature}|${time}|${content}`,
    "twice in one value": `${value}|${value}`,
    "with a NUL": `${content}\0|${time}|${signature}`,
    "with a line end": `${content}%0d%0a|${time}|${signature}`,
    "encoded once more": encodeURIComponent(value).replaceAll("%", "%25"),
    "the ticket alone": decoded,
  };
}

const bearer: Readonly<Record<string, string>> = {
  "Basic of an administrator": `Basic ${Buffer.from("ada:ada").toString("base64")}`,
  "Basic of nobody": `Basic ${Buffer.from(":").toString("base64")}`,
  "Basic of OAuth2 Proxy's own client": `Basic ${Buffer.from("auth_oauth2_proxy:auth_oauth2_proxy").toString("base64")}`,
  "Basic that is none": "Basic !",
  "a bearer token that is none": "Bearer x",
  "a bearer token that nobody signed": `Bearer ${base64('{"alg":"none","typ":"JWT"}')}.${base64('{"iss":"https://auth.kompose.test/realms/kompose","aud":"auth_oauth2_proxy","sub":"ada","email":"ada@example.org","groups":["admin"],"exp":4102444800}')}.`,
  "a bearer token of alg NoNe": `Bearer ${base64('{"alg":"NoNe"}')}.${base64('{"sub":"ada"}')}.`,
  "a bearer token signed by a known secret": `Bearer ${base64('{"alg":"HS256"}')}.${base64('{"sub":"ada"}')}.${createHmac(
    "sha256",
    "secret",
  )
    .update(`${base64('{"alg":"HS256"}')}.${base64('{"sub":"ada"}')}`)
    .digest("base64url")}`,
  "a bearer token with a key of its own": `Bearer ${base64('{"alg":"RS256","jwk":{"kty":"RSA","n":"AQAB","e":"AQAB"}}')}.${base64('{"sub":"ada"}')}.AQAB`,
  "a bearer token with a key elsewhere": `Bearer ${base64('{"alg":"RS256","jku":"https://evil.example/keys"}')}.${base64('{"sub":"ada"}')}.AQAB`,
  "a bearer token with a key of the disk": `Bearer ${base64('{"alg":"HS256","kid":"../../../dev/null"}')}.${base64('{"sub":"ada"}')}.AQAB`,
  "a bearer token of an empty signature of ES256": `Bearer ${base64('{"alg":"ES256"}')}.${base64('{"sub":"ada"}')}.${base64("\0".repeat(64))}`,
  Digest: 'Digest username="ada", realm="kompose", nonce="", uri="/", response=""',
  Negotiate: "Negotiate TlRMTVNTUAABAAAA",
  DPoP: "DPoP x",
  "a ticket as a bearer token": `Bearer ${ticket}`,
  "AWS's": "AWS4-HMAC-SHA256 Credential=a",
};

export function cookies({ viewer, begun }: Given): readonly Entry[] {
  const value = viewer.slice(viewer.indexOf("=") + 1);
  const csrf = begun.cookie.slice(begun.cookie.indexOf("=") + 1);
  const csrfName = begun.cookie.slice(0, begun.cookie.indexOf("="));
  const [csrfContent = "", csrfTime = "", csrfSignature = ""] = csrf.split("|");
  /** Names that a program might take for the session's. */
  const names = [
    ...[
      sessionCookie.toLowerCase(),
      sessionCookie.toUpperCase(),
      "kompose",
      "_oauth2_proxy",
      `__Host-${sessionCookie.slice(9)}`,
    ],
    ...["__secure-kompose", ` ${sessionCookie}x`, `${sessionCookie}_0`, `${sessionCookie}_1`, `${sessionCookie}-0`],
    ...[
      `${sessionCookie}%00`,
      `${sessionCookie}[]`,
      `${sessionCookie}.a`,
      "__%53ecure-kompose",
      "__Secure_kompose",
      `$${sessionCookie}`,
    ],
    ...[`x${sessionCookie}`, `${sessionCookie}_csrf`, `"${sessionCookie}"`, `${sessionCookie}\0`],
  ];
  return [
    ...triedOn("notes", sources.none, {
      nothing: ask("notes"),
      "nothing, as a browser": ask("notes", undefined, ["Accept: text/html"]),
      "nothing, as a script of a page": ask("notes", undefined, ["Accept: */*", "X-Requested-With: XMLHttpRequest"]),
      "nothing, as an image of a page": ask("notes", undefined, ["Accept: image/*", "Sec-Fetch-Dest: image"]),
      "an empty header": ask("notes", undefined, ["Cookie:"]),
      "others' cookies": cookie("a=b; theme=dark"),
    }),
    ...triedOn(
      "notes",
      sources.ticket,
      Object.fromEntries(Object.entries(madeUp).map(([how, made]) => [how, session(made)])),
    ),
    ...triedOn(
      "notes",
      sources.ticket,
      Object.fromEntries(Object.entries(tooLong).map(([how, made]) => [how, session(made)])),
      { serverError: notAsked },
    ),
    ...triedOn(
      "notes",
      sources.several,
      {
        "1,000 cookies of its name": cookie(Array.from({ length: 1000 }, (_, n) => `${sessionCookie}=${n}`).join("; ")),
        "5,000 cookies": cookie(Array.from({ length: 5000 }, (_, n) => `c${n}=v`).join("; ")),
      },
      { serverError: notAsked },
    ),
    ...triedOn2(
      "notes",
      sources.several,
      {
        "1,000 crumbs": ask2(
          "notes",
          Array.from({ length: 1000 }, (_, n) => ["cookie", `${sessionCookie}=${n}`] as const),
        ),
      },
      { serverError: notAsked },
    ),
    ...triedOn(
      "office",
      sources.ticket,
      Object.fromEntries(
        Object.entries(madeUp)
          .slice(7, 16)
          .map(([how, made]) => [how, session(made, "office")]),
      ),
    ),
    ...triedOn(
      "notes",
      sources.signed,
      Object.fromEntries(
        knownSecrets.map((secret) => [`a ticket signed by "${secret}"`, session(signed(ticket, secret))]),
      ),
    ),
    ...triedOn("notes", sources.signed, {
      "a ticket signed long ago": session(signed(ticket, "secret", sessionCookie, 1)),
      "a ticket signed in time to come": session(signed(ticket, "secret", sessionCookie, 4_102_444_800)),
      "another instance's": session(signed(ticket, "q".repeat(32))),
      "another instance's, by its name": cookie(`_oauth2_proxy=${signed(ticket, "q".repeat(32), "_oauth2_proxy")}`),
    }),
    ...triedOn(
      "notes",
      sources.signed,
      Object.fromEntries(
        Object.entries(tampered(viewer)).map(([how, made]) => [`a real session, ${how}`, session(made)]),
      ),
    ),
    ...triedOn(
      "notes",
      sources.name,
      Object.fromEntries(
        names.map((name) => [`a real session, called ${JSON.stringify(name)}`, cookie(`${name}=${value}`)]),
      ),
    ),
    ...triedOn("notes", sources.name, {
      "a real session in quotes": cookie(`${sessionCookie}="${value}x"`),
      "a real session within another's value": cookie(`a="b, ${sessionCookie}=${value}"`),
      "a real session behind a comma": cookie(`a=b, ${viewer}`),
      "a real session in parts": cookie(
        `${sessionCookie}_0=${value.slice(0, 40)}; ${sessionCookie}_1=${value.slice(40)}`,
      ),
      "a real session of the old Cookie2": ask("notes", undefined, [`Cookie2: ${viewer}`]),
      "a real session in Set-Cookie": ask("notes", undefined, [`Set-Cookie: ${viewer}`]),
      "a real session in X-Cookie": ask("notes", undefined, [`X-Cookie: ${viewer}`]),
      "a real session in the query": ask("notes", `/whoami?${sessionCookie}=${encodeURIComponent(value)}`),
      "a real session in a form": ask(
        "notes",
        undefined,
        ["Content-Type: application/x-www-form-urlencoded", `Content-Length: ${viewer.length}`],
        { method: "POST", body: viewer },
      ),
      "a real session in a matrix parameter": ask("notes", `/whoami;${sessionCookie}=${encodeURIComponent(value)}`),
      "a real session as a bearer token": ask("notes", undefined, [`Authorization: Bearer ${value}`]),
      "a real session as a password": ask("notes", undefined, [
        `Authorization: Basic ${Buffer.from(`ada:${value}`).toString("base64")}`,
      ]),
      "a real session behind a NUL": cookie(`a=b\0; ${viewer}`),
      "a real session behind a bare LF": ask("notes", undefined, [`Cookie: a=b\n${viewer}`]),
      "a real session with a space before the colon": ask("notes", undefined, [`Cookie : ${viewer}`]),
      "a real session, Cookie with an underscore": ask("notes", undefined, [`Cookie_: ${viewer}`]),
    }),
    ...triedOn("notes", sources.several, {
      "two headers, the second real": ask("notes", undefined, ["Cookie: a=b", `Cookie: ${viewer}`]),
      "two headers, the first real": ask("notes", undefined, [`Cookie: ${viewer}`, "Cookie: a=b"]),
      "two headers with half of it each": ask("notes", undefined, [
        `Cookie: ${viewer.slice(0, 40)}`,
        `Cookie: ${viewer.slice(40)}`,
      ]),
      "two headers in two cases": ask("notes", undefined, ["cookie: a=b", `COOKIE: ${viewer}`]),
      "100 headers": ask(
        "notes",
        undefined,
        Array.from({ length: 100 }, (_, n) => `Cookie: ${sessionCookie}=${n}`),
      ),
      "$Version and quotes": cookie(`$Version=1; ${sessionCookie}="${ticket}"; $Path=/; $Domain=.kompose.test`),
    }),
    ...triedOn("notes", sources.begun, {
      "a sign-in that was begun": cookie(begun.cookie),
      "a sign-in that was begun, as a session": session(csrf),
      "a sign-in that was begun, as a session, its name's end in the value": session(
        `${csrfName.slice(sessionCookie.length)}${csrfContent}|${csrfTime}|${csrfSignature}`,
      ),
      "a sign-in that was begun, with a real session's content": session(
        `${value.split("|")[0]}|${csrfTime}|${csrfSignature}`,
      ),
      "a sign-in that was begun, with its state": ask(
        "notes",
        `/whoami?state=${encodeURIComponent(begun.state)}&code=a`,
        [`Cookie: ${begun.cookie}`],
      ),
      "a real session's value as one begun": cookie(`${csrfName}=${value}`),
    }),
    ...triedOn(
      "notes",
      sources.credentials,
      Object.fromEntries(
        Object.entries(bearer).map(([how, credentials]) => [
          how,
          ask("notes", undefined, [`Authorization: ${credentials}`]),
        ]),
      ),
    ),
    ...triedOn(
      "notes",
      sources.credentials,
      Object.fromEntries(
        Object.entries(bearer)
          .slice(0, 7)
          .map(([how, credentials]) => [
            `${how}, to a proxy`,
            ask("notes", undefined, [`Proxy-Authorization: ${credentials}`]),
          ]),
      ),
    ),
    ...triedOn("notes", sources.credentials, {
      "a token in the query": ask("notes", `/whoami?access_token=${ticket}&token=a&id_token=a&jwt=a`),
      "two Authorization headers": ask("notes", undefined, ["Authorization: Basic YTpi", "Authorization: Bearer x"]),
      "a user and a password before the host": ask("notes", "https://ada:ada@notes.kompose.test/whoami"),
    }),
    ...triedOn2("notes", sources.ticket, {
      "cookies in crumbs": ask2("notes", [
        ["cookie", "a=b"],
        ["cookie", `${sessionCookie}=${ticket}`],
      ]),
      "a real session in two crumbs": ask2("notes", [
        ["cookie", viewer.slice(0, 60)],
        ["cookie", viewer.slice(60)],
      ]),
      "a ticket without a signature": ask2("notes", [["cookie", `${sessionCookie}=${ticket}`]]),
      "a bearer token that nobody signed": ask2("notes", [
        ["authorization", bearer["a bearer token that nobody signed"] ?? ""],
      ]),
    }),
    ...["auth", "proxy", ""].flatMap((label) =>
      triedOn(label, sources.ticket, {
        "a ticket without a signature": ask(label, label === "auth" ? "/admin/master/console/" : "/api/rawdata", [
          `Cookie: ${sessionCookie}=${ticket}`,
        ]),
        "Basic of an administrator": ask(label, label === "auth" ? "/admin/realms" : marked("/status.json"), [
          "Authorization: Basic YWRtaW46YWRtaW4=",
        ]),
      }),
    ),
  ];
}
