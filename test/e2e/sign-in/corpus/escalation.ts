/** Who is signed in as a viewer, and says they are more: to a route for administrators, and to a service that all may use. */
import { identityHeaders } from "../../../../config/traefik/identity-headers.ts";
import { type Entry, forged } from "../../hostile/entry.ts";
import { ask, ask2, byText, type Given, marked, triedOn, triedOn2 } from "../entry.ts";

const sources = {
  role: "OWASP, WSTG-ATHZ-03: privilege escalation; OAuth2 Proxy, X-Auth-Request-Groups",
  path: "CVE-2025-32431, CVE-2025-47952 (Traefik): a role that is asked for at one path and not at another",
  person: "CVE-2025-64484 (OAuth2 Proxy): who is signed in says they are somebody else",
  hop: "CVE-2024-45410 (Traefik): a header of one hop is removed after the door has set it",
};

/** Spellings that mean the same to one program or another, and such that only look alike. */
const same = (name: string) => [
  ...[name, name.toLowerCase(), name.toUpperCase(), name.replaceAll("-", "_"), name.replace("-", "_")],
  ...[name.replaceAll("-", " "), `${name} `, `${name}\t`, `HTTP_${name.replaceAll("-", "_").toUpperCase()}`],
];
const alike = (name: string) => [name.replaceAll("-", "."), name.replaceAll("-", "--"), `X-${name}`];
const spellings = (name: string) => [...same(name), ...alike(name)];

/** A viewer at the route for administrators. */
export function escalated({ viewer }: Given): readonly Entry[] {
  const cookie = `Cookie: ${viewer}`;
  const headers = (...more: string[]) => ask("office", undefined, [cookie, ...more]);
  return [
    ...triedOn("office", sources.role, {
      nothing: headers(),
      "as a browser": headers("Accept: text/html"),
      "in HTTP/1.0": ask("office", undefined, [cookie], { version: "HTTP/1.0" }),
    }),
    ...triedOn(
      "office",
      sources.role,
      byText(spellings("X-Auth-Request-Groups"), (name) => headers(`${name}: admin`)),
    ),
    ...triedOn(
      "office",
      sources.role,
      byText(spellings("X-Forwarded-Groups"), (name) => headers(`${name}: admin`)),
    ),
    ...triedOn(
      "office",
      sources.role,
      byText(
        identityHeaders.filter((name) => !/Groups/.test(name)),
        (name) => headers(`${name}: admin`),
      ),
    ),
    ...triedOn(
      "office",
      sources.role,
      byText(
        [
          "admin,viewer",
          "viewer, admin",
          "admin\tviewer",
          "ADMIN",
          "/admin",
          "role:admin",
          '"admin"',
          "admin;q=1",
          ",admin,",
          "admin\0",
          "%61dmin",
        ],
        (value) => headers(`X-Auth-Request-Groups: ${value}`),
      ),
    ),
    ...triedOn(
      "office",
      sources.hop,
      byText(
        [
          "X-Auth-Request-Groups",
          "X-Auth-Request-User",
          "Cookie",
          "Accept",
          "X-Forwarded-Uri",
          "x-auth-request-groups, cookie",
          "close, X-Auth-Request-Groups",
        ],
        (name) => headers(`Connection: ${name}`, "X-Auth-Request-Groups: admin"),
      ),
    ),
    ...triedOn(
      "office",
      sources.role,
      byText(["HEAD", "OPTIONS", "POST", "PUT", "PATCH", "DELETE", "PROPFIND", "QUERY"], (method) =>
        ask("office", undefined, [cookie, "Content-Length: 0"], { method }),
      ),
    ),
    ...triedOn(
      "office",
      sources.path,
      byText(
        [
          ...[
            "/",
            "//",
            "/whoami/",
            "//whoami",
            "/./whoami",
            "/a/../whoami",
            "/%77hoami",
            "/whoami;role=admin",
            "/whoami?role=admin",
            "/whoami%2f",
            "/..;/whoami",
          ],
          ...[
            "/role/admin",
            "/role/viewer",
            "/role/viewer/../../whoami",
            "/anybody",
            "/healthz",
            "/status/200",
            "/oauth2/callback",
            "/oauth2/start/../../whoami",
          ],
          ...[
            "/.well-known/acme-challenge/a",
            "/revision/0",
            "/errors/403",
            "/seen",
            "/ws",
            "/bytes?size=1",
            "/events?count=1&every=1s",
          ],
        ],
        (path) => ask("office", path, [cookie]),
      ),
    ),
    ...triedOn("notes", "RFC 9110, 7.4: a handshake for one host, a request for another", {
      "the route for administrators in the handshake of another": ask("notes", undefined, [
        cookie,
        "Host: office.kompose.test",
      ]),
      "in upper case": ask("notes", undefined, [cookie, "Host: OFFICE.kompose.test"]),
      "with a dot": ask("notes", undefined, [cookie, "Host: office.kompose.test."]),
      "with a port": ask("notes", undefined, [cookie, "Host: office.kompose.test:8443"]),
      "behind an absolute target": ask("notes", "https://office.kompose.test/whoami", [cookie]),
      "X-Forwarded-Host": ask("notes", undefined, [
        cookie,
        "Host: office.kompose.test",
        "X-Forwarded-Host: notes.kompose.test",
      ]),
      "behind a request that may": ask("hooks", "/status/200", [cookie]) + ask("office", undefined, [cookie]),
      "within a body of one that may": ask(
        "hooks",
        "/status/200",
        [cookie, `Content-Length: ${ask("office", undefined, [cookie]).length}`],
        {
          method: "POST",
          body: ask("office", undefined, [cookie]),
        },
      ),
    }),
    ...triedOn2(
      "office",
      sources.role,
      byText(["x-auth-request-groups", "x_auth_request_groups", "x-forwarded-groups", "remote-groups"], (name) =>
        ask2("office", [
          ["cookie", viewer],
          [name, "admin"],
        ]),
      ),
    ),
    ...["auth", "proxy"].flatMap((label) =>
      triedOn(
        label,
        sources.role,
        byText(
          label === "auth"
            ? [
                "/admin/",
                "/admin/master/console/",
                "/admin/kompose/console/",
                "/realms/master/account",
                "/admin/realms/kompose/users",
                "/realms/kompose/../master/",
              ]
            : ["/api/rawdata", "/dashboard/", "/api/version", "/api/http/routers"],
          (path) => ask(label, path, [cookie, "X-Auth-Request-Groups: admin", "X-Forwarded-For: 10.0.0.1"]),
        ),
      ),
    ),
  ];
}

/** A viewer at a service that lets them in, as somebody else: the service is told who they are, and nothing of this. */
export function impersonating({ viewer }: Given): readonly Entry[] {
  const cookie = `Cookie: ${viewer}`;
  const forges = { forges: true } as const;
  const at = (...more: string[]) => ask("notes", undefined, [cookie, ...more]);
  return [
    ...triedOn(
      "notes",
      sources.person,
      byText(identityHeaders, (name) => at(`${name}: ${forged}`)),
      forges,
    ),
    ...triedOn(
      "notes",
      sources.person,
      byText(
        identityHeaders.map((name) => name.replaceAll("-", "_")),
        (name) => at(`${name}: ${forged}`),
      ),
      forges,
    ),
    ...triedOn(
      "notes",
      sources.person,
      byText(
        [
          "X-Auth-Request-User",
          "X-Auth-Request-Email",
          "X-Auth-Request-Groups",
          "X-Auth-Request-Preferred-Username",
        ].flatMap((name) => same(name).filter((spelling) => ![name, name.replaceAll("-", "_")].includes(spelling))),
        (name) => at(`${name}: ${forged}`),
      ),
      forges,
    ),
    ...triedOn(
      "notes",
      sources.hop,
      byText(
        [
          ...[
            "X-Auth-Request-User",
            "X-Auth-Request-Email",
            "X-Auth-Request-Groups",
            "X-Auth-Request-Preferred-Username",
            "Cookie",
            "X-Forwarded-For",
          ],
          ...[
            "x-auth-request-user, x-auth-request-email, x-auth-request-groups, x-auth-request-preferred-username",
            "close, X-Auth-Request-Email",
          ],
        ],
        (name) => at(`Connection: ${name}`),
      ),
    ),
    ...triedOn(
      "notes",
      sources.person,
      {
        twice: at(`X-Auth-Request-User: ${forged}`, `X-Auth-Request-User: ${forged}`),
        folded: at("X-Auth-Request-User: a", ` ${forged}`),
        "as a trailer": ask(
          "notes",
          undefined,
          [cookie, "Transfer-Encoding: chunked", "Trailer: X-Auth-Request-User"],
          {
            method: "POST",
            body: `1\r\na\r\n0\r\nX-Auth-Request-User: ${forged}\r\n\r\n`,
          },
        ),
      },
      forges,
    ),
    ...triedOn2(
      "notes",
      sources.person,
      byText(
        [
          "x-auth-request-user",
          "x-auth-request-email",
          "x-auth-request-groups",
          "x_auth_request_user",
          "x-forwarded-email",
          "remote-user",
        ],
        (name) =>
          ask2("notes", [
            ["cookie", viewer],
            [name, forged],
          ]),
      ),
      forges,
    ),
    ...triedOn(
      "notes",
      "one bad application must not own every session: the session's cookie, kept from it in every spelling",
      {
        "after another": ask("notes", undefined, [`Cookie: a=b; ${viewer}`]),
        "before another": ask("notes", undefined, [`Cookie: ${viewer}; a=b`]),
        "between others": ask("notes", undefined, [`Cookie: a=b; ${viewer}; c=d`]),
        "without spaces": ask("notes", undefined, [`Cookie: a=b;${viewer};c=d`]),
        "with many spaces": ask("notes", undefined, [`Cookie: a=b;    ${viewer}    ; c=d`]),
        "with a tab": ask("notes", undefined, [`Cookie: a=b;\t${viewer}`]),
        "with a tab before it": ask("notes", undefined, [`Cookie: \t${viewer}`]),
        "in quotes": ask("notes", undefined, [`Cookie: ${viewer.replace("=", '="')}"`]),
        "behind an open quote": ask("notes", undefined, [`Cookie: a="b; ${viewer}; c=d"`]),
        twice: ask("notes", undefined, [`Cookie: ${viewer}; ${viewer}`]),
        "twice, another first": ask("notes", undefined, [`Cookie: __Secure-kompose=x; ${viewer}`]),
        "behind empty pairs": ask("notes", undefined, [`Cookie: ;; ;${viewer};;`]),
        "behind $Version": ask("notes", undefined, [`Cookie: $Version=1; ${viewer}; $Path=/`]),
        "with a space before the equals sign": ask("notes", undefined, [`Cookie: ${viewer.replace("=", " =")}`]),
        "with a space after the equals sign": ask("notes", undefined, [`Cookie: ${viewer.replace("=", "= ")}`]),
        folded: ask("notes", undefined, ["Cookie: a=b;", ` ${viewer}`]),
        "in lower case": ask("notes", undefined, [`cookie: ${viewer}`]),
        "to a service for everybody": ask("open", undefined, [`Cookie: a=b; ${viewer}`, "Host: open.kompose.test"]),
        "to an address of nobody's": ask("notes", undefined, [`Cookie: ${viewer}`, "Host: nobody.kompose.test"]),
        "with a WebSocket": ask("notes", marked("/whoami"), [
          "Connection: Upgrade",
          "Upgrade: websocket",
          `Cookie: ${viewer}`,
        ]),
      },
    ),
    ...triedOn2("notes", "one bad application must not own every session: RFC 9113, 8.2.3", {
      "in crumbs": ask2("notes", [
        ["cookie", "a=b"],
        ["cookie", viewer],
        ["cookie", "c=d"],
      ]),
      "in one": ask2("notes", [["cookie", `a=b; ${viewer}`]]),
    }),
  ];
}
