/** Ways to have the sign-in lead a browser to somebody else's host. */
import { domain } from "../../../support/door.ts";
import type { Entry } from "../../hostile/entry.ts";
import { ask, byText, type Given, triedOn } from "../entry.ts";

/** Somebody else's: names and numbers that no test reaches (RFC 2606, 3; RFC 5737, 3). */
const evil = "evil.example";
const notes = `notes.${domain}`;

const sources = {
  rd: "CVE-2020-5233, CVE-2020-11053, CVE-2020-4037 (OAuth2 Proxy), and its testdata/openredirects.txt",
  whitelist: "CVE-2021-21291 (OAuth2 Proxy): a domain that only ends like ours",
  header: "OAuth2 Proxy, X-Auth-Request-Redirect and X-Forwarded-*, which say where to come back to",
  script: "OWASP, WSTG-CLNT-04: client-side URL redirect",
  split: "OWASP, WSTG-INPV-15: HTTP response splitting",
  logout: "OAuth2 Proxy, /oauth2/sign_out?rd=",
};

/** What of an address leads where: as a browser reads it (WHATWG URL), which is not as RFC 3986 has it. */
export const foreignAddresses: readonly string[] = [
  // An authority where a path is expected.
  ...[
    "//",
    "///",
    "////",
    "/\\",
    "\\\\",
    "\\/",
    "/\\/",
    "\\/\\/",
    "/\t/",
    "/\n/",
    "/\r/",
    "/ /",
    "/\v/",
    "/\f/",
    "/\0/",
  ].map((slashes) => `${slashes}${evil}`),
  ...[
    "/./",
    "/../",
    "/.//",
    "/..//",
    "/a/..//",
    "/.\\",
    "/..\\",
    "/%2f",
    "/%5c",
    "/%09/",
    "/%0a/",
    "/%00/",
    "//%2f",
    "/%2f%2f",
  ].map((slashes) => `${slashes}${evil}`),
  // A scheme.
  ...[
    "https:",
    "https:/",
    "https:\\",
    "https:\\\\",
    "https:///",
    "https:////",
    "http:",
    "http:/",
    "http://",
    "HTTPS://",
  ].map((scheme) => `${scheme}${evil}`),
  ...[
    " https://",
    "\thttps://",
    "\nhttps://",
    "h\nttps://",
    "https\t://",
    "https:\n//",
    "\x01https://",
    "\u00a0https://",
    "\u2028https://",
    "ht%74ps://",
  ].map((scheme) => `${scheme}${evil}`),
  ...[
    "ftp://",
    "ws://",
    "blob:https://",
    "view-source:https://",
    "file://",
    "//https://",
    "/https://",
    "https://https://",
  ].map((scheme) => `${scheme}${evil}`),
  // A user, and what separates one from the host.
  ...[
    `https://${notes}@${evil}`,
    `https://${notes}:443@${evil}`,
    `https://a:b@${notes}@${evil}`,
    `https://${notes}%40${evil}`,
    `//${notes}@${evil}`,
  ],
  ...[
    `https://${notes}\\@${evil}`,
    `https://${evil}\\@${notes}`,
    `https://${evil}#@${notes}`,
    `https://${evil}?@${notes}`,
    `https://${evil}/@${notes}`,
  ],
  ...[
    `https://${evil}%23@${notes}`,
    `https://${evil}%3f@${notes}`,
    `https://${evil}%2f@${notes}`,
    `https://${evil}%5c@${notes}`,
    `https://${evil}\t@${notes}`,
  ],
  ...[
    `https://${notes}&@${evil}`,
    `https://${notes};@${evil}`,
    `https://;@${evil}`,
    `https://@@${evil}`,
    `https://${notes}:@${evil}`,
  ],
  // A host that is read another way.
  ...[
    `https://${evil}%00.${domain}`,
    `https://${evil}%2f.${domain}`,
    `https://${evil}%23.${domain}`,
    `https://${evil}%3f.${domain}`,
    `https://${evil}\\.${domain}`,
  ],
  ...[
    `https://${evil}\0.${domain}`,
    `https://${evil} .${domain}`,
    `https://${evil}\n.${domain}`,
    `https://${evil}/.${domain}`,
    `https://${evil}#.${domain}`,
  ],
  ...[
    `https://${evil}:443.${domain}`,
    `https://${evil}:80#@${notes}/`,
    `https://[${evil}].${domain}`,
    `https://[::1].${domain}`,
    `https://[::1]@${notes}:x`,
  ],
  ...[
    `https://evil。example`,
    `https://evil．example`,
    `https://evil｡example`,
    `https://${evil}／.${domain}`,
    `https://${evil}＼.${domain}`,
    `https://${evil}？.${domain}`,
  ],
  ...[
    `https://${evil}℀.${domain}`,
    `https://ⓔⓥⓘⓛ.example`,
    `//evil%E3%80%82example`,
    `https://${evil}\u00ad`,
    `https://${evil}\u200b.${domain}`,
  ],
  // Numbers.
  ...[
    "https://203.0.113.1",
    "https://3405803777",
    "https://0xcb007101",
    "https://0313.0.0161.1",
    "https://[::ffff:203.0.113.1]",
    "//203.0.113.1",
    "https://203.0.113",
  ],
  // A domain that only looks like ours.
  ...[
    `https://evil${domain}`,
    `https://${domain}.${evil}`,
    `https://${notes}.${evil}`,
    `https://${domain}evil`,
    `https://not${domain}/`,
  ],
  ...[
    `https://${domain}:8443.${evil}`,
    `https://.${evil}`,
    `https://${domain.replace(".", "-")}.example`,
    `https://x${domain}:443/.${domain}`,
  ],
  ...[
    `https://${domain}%2e${evil}`,
    `https://${domain}%252e${evil}`,
    `https://kompose。test.${evil}`,
    `https://${evil}/${notes}`,
    `https://${evil}?.${domain}`,
  ],
  // Programs in an address.
  ...[
    "javascript:alert(1)",
    "javascript://kompose.test/%0aalert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "\x01javascript:alert(1)",
    "/javascript:alert(1)",
  ],
  ...[
    "data:text/html,<script>alert(1)</script>",
    "data:text/html;base64,PHNjcmlwdD4=",
    "vbscript:a",
    "//javascript:alert(1)",
    "x:1/:///%01javascript:alert(1)/",
  ],
  // More headers.
  ...[
    `/\r\nLocation: https://${evil}`,
    `/%0d%0aLocation:%20https://${evil}`,
    `/\r\n\r\n<script>`,
    `/%E5%98%8D%E5%98%8ALocation:https://${evil}`,
    `/\nSet-Cookie: a=b`,
  ],
  // More addresses than one.
  ...[
    `/,https://${evil}`,
    `https://${notes},https://${evil}`,
    `https://${notes} https://${evil}`,
    `/;url=https://${evil}`,
    `https://${notes}//${evil}`,
    `https://${notes}/\\${evil}`,
  ],
  ...[
    `https://${notes}/oauth2/start?rd=https://${evil}`,
    `/oauth2/sign_out?rd=//${evil}`,
    `https://sso.${domain}/oauth2/start?rd=%2f%2f${evil}`,
  ],
  ...[
    "",
    ".",
    "..",
    "*",
    "?",
    "#",
    ":",
    "//",
    "///",
    "\\",
    "%",
    "%2f%2f",
    `<>//${evil}`,
    `@${evil}`,
    `.${evil}`,
    `;@${evil}`,
    `"//${evil}`,
    `'//${evil}`,
    `{{//${evil}}}`,
  ],
];

/** The forms of a query. */
const encoded = (address: string) => encodeURIComponent(address);

export function redirects({ begun }: Given): readonly Entry[] {
  const browser = "Accept: text/html";
  return [
    ...triedOn(
      "sso",
      sources.rd,
      byText(foreignAddresses, (address) => ask("sso", `/oauth2/start?rd=${encoded(address)}`, [browser])),
    ),
    ...triedOn(
      "sso",
      sources.logout,
      byText(foreignAddresses, (address) => ask("sso", `/oauth2/sign_out?rd=${encoded(address)}`, [browser])),
      { serverError: { status: 500, why: "Traefik's word for an answer with a NUL in a header" } },
    ).map((entry) => ({ ...entry, name: `${entry.name}, signing out` })),
    ...triedOn("sso", sources.rd, {
      "two of them": ask("sso", `/oauth2/start?rd=/&rd=//${evil}`, [browser]),
      "two of them, the other way": ask("sso", `/oauth2/start?rd=//${evil}&rd=/`, [browser]),
      "in a form": ask(
        "sso",
        "/oauth2/start",
        [browser, "Content-Type: application/x-www-form-urlencoded", `Content-Length: ${`rd=//${evil}`.length}`],
        {
          method: "POST",
          body: `rd=//${evil}`,
        },
      ),
      "in a form of parts": ask(
        "sso",
        "/oauth2/sign_out",
        [browser, "Content-Type: multipart/form-data; boundary=b", "Content-Length: 73"],
        {
          method: "POST",
          body: `--b\r\nContent-Disposition: form-data; name="rd"\r\n\r\n//${evil}\r\n--b--`.padEnd(73),
        },
      ),
      "encoded twice": ask("sso", `/oauth2/start?rd=${encoded(encoded(`https://${evil}`))}`, [browser]),
      "not encoded": ask("sso", `/oauth2/start?rd=https://${evil}`, [browser]),
      "another name": ask(
        "sso",
        `/oauth2/start?redirect=https://${evil}&redirect_uri=https://${evil}&RD=https://${evil}&next=https://${evil}`,
        [browser],
      ),
      "a name in brackets": ask("sso", `/oauth2/start?rd[]=https://${evil}&rd%00=https://${evil}`, [browser]),
      "a separator of another kind": ask("sso", `/oauth2/start?a;rd=https://${evil}`, [browser]),
      "its own redirect_uri": ask("sso", `/oauth2/start?redirect_uri=https://${evil}/oauth2/callback&rd=/`, [browser]),
      "another client": ask("sso", "/oauth2/start?client_id=security-admin-console&response_type=token&scope=openid", [
        browser,
      ]),
    }),
    ...["sso", "notes", "hooks"].flatMap((label) => {
      const path = label === "sso" ? "/oauth2/start" : "/whoami";
      const told = [
        ...foreignAddresses.filter((address) => /^[\x20-\x7e]+$/.test(address)).slice(0, label === "sso" ? 40 : 12),
      ];
      return [
        ...triedOn(
          label,
          sources.header,
          byText(told, (address) => ask(label, path, [browser, `X-Auth-Request-Redirect: ${address}`])),
        ).map((entry) => ({ ...entry, name: `${entry.name} in X-Auth-Request-Redirect` })),
        ...triedOn(label, sources.header, {
          "X-Forwarded-Host": ask(label, path, [browser, `X-Forwarded-Host: ${evil}`]),
          "X-Forwarded-Host and -Proto": ask(label, path, [
            browser,
            `X-Forwarded-Host: ${evil}`,
            "X-Forwarded-Proto: https",
          ]),
          "X-Forwarded-Uri": ask(label, path, [browser, `X-Forwarded-Uri: //${evil}`]),
          "X-Forwarded-Uri of a whole address": ask(label, path, [browser, `X-Forwarded-Uri: https://${evil}/`]),
          "X-Forwarded-Proto that goes on": ask(label, path, [browser, `X-Forwarded-Proto: https://${evil}/?`]),
          "X-Forwarded-Port": ask(label, path, [browser, "X-Forwarded-Port: 8443"]),
          X_Forwarded_Host: ask(label, path, [browser, `X_Forwarded_Host: ${evil}`]),
          "X-Host and X-Original-Host": ask(label, path, [browser, `X-Host: ${evil}`, `X-Original-Host: ${evil}`]),
          Forwarded: ask(label, path, [browser, `Forwarded: host=${evil};proto=https`]),
          "a path of two slashes": ask(label, `//${evil}/..${path}`, [browser]),
          "a path of a backslash": ask(label, `/\\${evil}`, [browser]),
          "a path of an encoded line end": ask(label, `/%0d%0aLocation:%20https://${evil}`, [browser]),
          "a path of an at sign": ask(label, `/@${evil}`, [browser]),
          "an absolute target": ask(label, `https://${evil}${path}`, [browser]),
          "a port after our host": ask(label, path, [browser, `Host: ${label}.${domain}:8443`]),
          "a port that goes on": ask(label, path, [browser, `Host: ${label}.${domain}:443@${evil}`]),
          Referer: ask(label, path, [browser, `Referer: https://${evil}/`]),
          Origin: ask(label, path, [browser, `Origin: https://${evil}`]),
        }),
      ];
    }),
    ...triedOn(
      "sso",
      sources.split,
      byText(["\r\n", "%0d%0a", "\n", "%0a", "%E5%98%8A%E5%98%8D", "\u560a\u560d", "%u000a", "\0"], (end) =>
        ask("sso", `/oauth2/start?rd=/a${encoded(`${end}Set-Cookie: a=b`)}`, [browser]),
      ),
    ),
    ...triedOn("sso", sources.logout, {
      "of somebody who is signed in": ask("sso", `/oauth2/sign_out?rd=https://${evil}/?t={id_token}`, [
        browser,
        "Cookie: a=b",
      ]),
      "with a place for a token": ask("sso", `/oauth2/sign_out?rd=${encoded(`https://${notes}/?t={id_token}`)}`, [
        browser,
      ]),
      "to Keycloak's own logout": ask(
        "sso",
        `/oauth2/sign_out?rd=${encoded(`https://auth.${domain}/realms/kompose/protocol/openid-connect/logout?post_logout_redirect_uri=https://${evil}`)}`,
        [browser],
      ),
    }),
    ...callback(begun),
  ];
}

/** Ends of a sign-in that somebody else began, or nobody. */
function callback({ cookie, state }: Given["begun"]): readonly Entry[] {
  const [nonce = ""] = state.split(":", 1);
  const path = (query: Readonly<Record<string, string>>) => `/oauth2/callback?${new URLSearchParams(query)}`;
  const code =
    "0f0e0d0c-0b0a-4009-8807-060504030201.11111111-2222-4333-8444-555555555555.66666666-7777-4888-8999-aaaaaaaaaaaa";
  const withCookie = [`Cookie: ${cookie}`];
  const serverError = {
    status: 500,
    why: "OAuth2 Proxy's word for an end of a sign-in that it can make nothing of",
  } as const;
  return triedOn(
    "sso",
    "RFC 6749, 10.12; RFC 9700, 4.7: an answer to a sign-in that this browser did not begin; OAuth2 Proxy, OAuthCallback",
    {
      "no query": ask("sso", "/oauth2/callback"),
      "a code alone": ask("sso", path({ code })),
      "a state alone": ask("sso", path({ state })),
      "a code and a state, without the cookie": ask("sso", path({ code, state })),
      "a code and a state with the cookie, and the code is made up": ask("sso", path({ code, state }), withCookie),
      "a state that leads away, without the cookie": ask("sso", path({ code, state: `${nonce}:https://${evil}` })),
      "a state that leads away, with the cookie": ask(
        "sso",
        path({ code, state: `${nonce}:https://${evil}` }),
        withCookie,
      ),
      "a state that leads away by two slashes, with the cookie": ask(
        "sso",
        path({ code, state: `${nonce}://${evil}` }),
        withCookie,
      ),
      "a state without a nonce": ask("sso", path({ code, state: ":/" }), withCookie),
      "a state without a separator": ask("sso", path({ code, state: nonce }), withCookie),
      "an empty state": ask("sso", path({ code, state: "" }), withCookie),
      "a state of another nonce": ask("sso", path({ code, state: `${"a".repeat(nonce.length)}:/` }), withCookie),
      "a state of the nonce's beginning": ask("sso", path({ code, state: `${nonce.slice(0, 8)}:/` }), withCookie),
      "a state of 50,000 octets": ask("sso", path({ code, state: `${nonce}:/${"a".repeat(50_000)}` }), withCookie),
      "two states": ask("sso", `${path({ code, state })}&state=${nonce}:https://${evil}`, withCookie),
      "a state in base64": ask("sso", path({ code, state: Buffer.from(state).toString("base64url") }), withCookie),
      "an error": ask("sso", path({ error: "access_denied", state }), withCookie),
      "an error that is a page": ask(
        "sso",
        path({ error: "<script>alert(1)</script>", error_description: "<img src=x>" }),
      ),
      "an error with a line end": ask("sso", path({ error: "a\r\nLocation: https://evil.example", state })),
      "another issuer (RFC 9207)": ask("sso", path({ code, state, iss: `https://${evil}` }), withCookie),
      "a token in place of a code": ask("sso", path({ access_token: "a", id_token: "b", state }), withCookie),
      "a form (response_mode=form_post)": ask(
        "sso",
        "/oauth2/callback",
        [...withCookie, "Content-Type: application/x-www-form-urlencoded", "Content-Length: 14"],
        {
          method: "POST",
          body: "code=a&state=b",
        },
      ),
      "a code of SQL": ask("sso", path({ code: "' OR 1=1 --", state }), withCookie),
      "a code of a path": ask("sso", path({ code: "../../../realms/master", state }), withCookie),
      "a code that is another parameter": ask(
        "sso",
        path({ code: `a&client_id=admin-cli&grant_type=client_credentials`, state }),
        withCookie,
      ),
      "the cookie under another nonce": ask("sso", path({ code, state: `${"b".repeat(nonce.length)}:/` }), [
        `Cookie: ${cookie.replace(/_[^_]*_csrf/, "_bbbbbbbb_csrf")}`,
      ]),
    },
    { serverError },
  );
}
