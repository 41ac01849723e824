/** What everybody may use of Keycloak, used for something else: other redirects, and tokens without a sign-in. */
import { domain } from "../../../support/door.ts";
import type { Entry } from "../../hostile/entry.ts";
import { ask, byText, type Given, triedOn } from "../entry.ts";
import { foreignAddresses } from "./redirects.ts";

const oidc = "/realms/kompose/protocol/openid-connect";
const client = "auth_oauth2_proxy";
const callback = `https://sso.${domain}/oauth2/callback`;
const evil = "evil.example";

const sources = {
  redirect:
    "RFC 9700, 4.1; CVE-2022-3782, CVE-2023-6291, CVE-2024-1132, CVE-2024-8883, CVE-2026-3872, CVE-2026-7504 (Keycloak)",
  logout: "OpenID Connect RP-Initiated Logout 1.0, 2 and 3",
  request: "CVE-2020-10770 (Keycloak): request_uri; RFC 9101, 10.4",
  mode: "RFC 9700, 2.1: the implicit grant; OAuth 2.0 Multiple Response Types, 2.1",
  token: "RFC 6749, 10; RFC 9700, 2.4 and 2.5",
  registration: "CVE-2020-27838 (Keycloak): clients-registrations; OpenID Connect Dynamic Client Registration 1.0",
  account: "Keycloak, Server Administration Guide: account console, brokers, login actions",
};

/** Addresses that are nearly the one that is allowed. */
const near = [
  ...[
    `${callback}/`,
    `${callback}/..`,
    `${callback}/../start`,
    `${callback}/..;/start`,
    `${callback};a`,
    `${callback}%2f..`,
    `${callback}?a=b`,
    `${callback}#a`,
  ],
  ...[
    `${callback}%23`,
    `${callback}%00`,
    `${callback} `,
    ` ${callback}`,
    `${callback}\\`,
    `${callback}@${evil}`,
    callback.replace("https", "http"),
  ],
  ...[
    callback.replace("https", "HTTPS"),
    callback.toUpperCase(),
    callback.replace("sso.", "SSO."),
    callback.replace(domain, `${domain}:443`),
  ],
  ...[
    callback.replace(domain, `${domain}:8443`),
    callback.replace(domain, `${domain}.`),
    callback.replace("sso.", "notes."),
    callback.replace("sso.", "a.sso."),
  ],
  ...[
    callback.replace(domain, evil),
    callback.replace(domain, `${domain}.${evil}`),
    callback.replace("sso.", `${evil}/sso.`),
    `https://a@sso.${domain}/oauth2/callback`,
  ],
  ...[
    `https://sso.${domain}@${evil}/oauth2/callback`,
    `https://a@@sso.${domain}/oauth2/callback`,
    `https://${evil}\\@sso.${domain}/oauth2/callback`,
  ],
  ...[
    `https://sso.${domain}/`,
    `https://sso.${domain}/oauth2/`,
    `https://sso.${domain}/*`,
    "*",
    `https://*.${domain}/`,
    `https://${domain}/`,
    "/oauth2/callback",
  ],
  ...[
    "http://localhost/",
    "http://127.0.0.1/",
    "http://localhost:8080/oauth2/callback",
    "urn:ietf:wg:oauth:2.0:oob",
    "kompose://callback",
    "about:blank",
  ],
  // Keycloak's own names for a client's and for its own address.
  ...["rootUrl", "authBaseUrl"].map((name) => `\${${name}}/`),
  ...["+", "-", ""],
];

const asked = { response_type: "code", client_id: client, scope: "openid", state: "a", code_challenge_method: "S256" };
const challenge = { code_challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM" };
const authorize = (query: Readonly<Record<string, string>>) =>
  `${oidc}/auth?${new URLSearchParams({ ...asked, ...challenge, ...query })}`;

const form = (path: string, fields: Readonly<Record<string, string>>, headers: readonly string[] = []) => {
  const body = new URLSearchParams(fields).toString();
  return ask(
    "auth",
    path,
    ["Content-Type: application/x-www-form-urlencoded", `Content-Length: ${body.length}`, ...headers],
    {
      method: "POST",
      body,
    },
  );
};
const basic = (user: string, password: string) =>
  `Authorization: Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
const base64 = (text: string) => Buffer.from(text).toString("base64url");
const unsigned = `${base64('{"alg":"none"}')}.${base64(`{"iss":"${client}","sub":"${client}","aud":"https://auth.${domain}/realms/kompose","exp":4102444800,"jti":"a"}`)}.`;

/** Requests for a token, from nobody. */
const grants: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "a client without its secret": { grant_type: "client_credentials", client_id: client },
  "a client with its name as secret": { grant_type: "client_credentials", client_id: client, client_secret: client },
  "a client with an empty secret": { grant_type: "client_credentials", client_id: client, client_secret: "" },
  "a client with a masked secret": { grant_type: "client_credentials", client_id: client, client_secret: "**********" },
  "a client with a statement that nobody signed": {
    grant_type: "client_credentials",
    client_id: client,
    client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
    client_assertion: unsigned,
  },
  "the administration's own client": {
    grant_type: "client_credentials",
    client_id: "kompose-administration",
    client_secret: "",
  },
  "the client of the first start": {
    grant_type: "client_credentials",
    client_id: "kompose-bootstrap",
    client_secret: "kompose-bootstrap",
  },
  "the command line's client": { grant_type: "client_credentials", client_id: "admin-cli" },
  "a password by the command line's client": {
    grant_type: "password",
    client_id: "admin-cli",
    username: "ada",
    password: "ada",
  },
  "admin and admin": { grant_type: "password", client_id: "admin-cli", username: "admin", password: "admin" },
  "a password by the account's client": {
    grant_type: "password",
    client_id: "account-console",
    username: "ada",
    password: "ada",
  },
  "a password by the console's client": {
    grant_type: "password",
    client_id: "security-admin-console",
    username: "ada",
    password: "ada",
  },
  "a password by OAuth2 Proxy's client": {
    grant_type: "password",
    client_id: client,
    username: "ada",
    password: "ada",
  },
  "a code that is made up": { grant_type: "authorization_code", client_id: client, code: "a", redirect_uri: callback },
  "a code by a client without a secret": {
    grant_type: "authorization_code",
    client_id: "account-console",
    code: "a",
    redirect_uri: callback,
  },
  "a refresh token that is made up": { grant_type: "refresh_token", client_id: client, refresh_token: "a" },
  "a refresh token that nobody signed": {
    grant_type: "refresh_token",
    client_id: "account-console",
    refresh_token: unsigned,
  },
  "a device": { grant_type: "urn:ietf:params:oauth:grant-type:device_code", client_id: "admin-cli", device_code: "a" },
  "an exchange": {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    client_id: "admin-cli",
    subject_token: unsigned,
    subject_token_type: "urn:ietf:params:oauth:token-type:access_token",
  },
  "an exchange for somebody": {
    grant_type: "urn:ietf:params:oauth:grant-type:token-exchange",
    client_id: "account-console",
    requested_subject: "ada",
    subject_token: unsigned,
  },
  CIBA: { grant_type: "urn:openid:params:grant-type:ciba", client_id: client, auth_req_id: "a" },
  "a statement": {
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    client_id: "admin-cli",
    assertion: unsigned,
  },
  UMA: { grant_type: "urn:ietf:params:oauth:grant-type:uma-ticket", client_id: "admin-cli", audience: client },
  "no grant": { client_id: client },
  "a grant that nobody knows": { grant_type: "forge", client_id: client },
};

export function keycloak({ viewer }: Given): readonly Entry[] {
  return [
    ...triedOn(
      "auth",
      sources.redirect,
      byText(near, (address) => ask("auth", authorize({ redirect_uri: address }))),
    ),
    ...triedOn(
      "auth",
      sources.redirect,
      byText(foreignAddresses.filter((address) => address.includes("/")).slice(0, 80), (address) =>
        ask("auth", authorize({ redirect_uri: address })),
      ),
    ),
    ...triedOn("auth", sources.redirect, {
      "none at all": ask("auth", authorize({})),
      "two of them": ask("auth", `${authorize({ redirect_uri: callback })}&redirect_uri=https://${evil}`),
      "two of them, the other way": ask(
        "auth",
        `${authorize({ redirect_uri: `https://${evil}` })}&redirect_uri=${callback}`,
      ),
      "another client's": ask("auth", authorize({ client_id: "account-console", redirect_uri: callback })),
      "of the console's client": ask(
        "auth",
        authorize({ client_id: "security-admin-console", redirect_uri: `https://${evil}` }),
      ),
      "of a client that is not there": ask("auth", authorize({ client_id: "nobody", redirect_uri: `https://${evil}` })),
      "of the broker's client": ask("auth", authorize({ client_id: "broker", redirect_uri: `https://${evil}` })),
      "by POST": form(`${oidc}/auth`, { ...asked, redirect_uri: `https://${evil}` }),
      "with a silent sign-in": ask("auth", authorize({ prompt: "none", redirect_uri: `https://${evil}` })),
    }),
    ...triedOn(
      "auth",
      sources.mode,
      byText(
        [
          "token",
          "id_token",
          "id_token token",
          "code token",
          "code id_token token",
          "none",
          "code token id_token none",
        ],
        (response_type) =>
          ask("auth", authorize({ response_type, redirect_uri: callback, nonce: "a", prompt: "none" })),
      ),
    ),
    ...triedOn(
      "auth",
      sources.mode,
      byText(["query", "fragment", "form_post", "query.jwt", "form_post.jwt", "jwt", "web_message"], (response_mode) =>
        ask("auth", authorize({ response_mode, redirect_uri: `https://${evil}`, prompt: "none" })),
      ),
    ),
    ...triedOn("auth", sources.request, {
      "request_uri of somebody else": ask(
        "auth",
        authorize({ request_uri: `https://${evil}/request`, redirect_uri: callback }),
      ),
      "request_uri of a neighbour": ask(
        "auth",
        authorize({ request_uri: "http://auth_gate:8080/anybody", redirect_uri: callback }),
      ),
      "request_uri of metadata": ask(
        "auth",
        authorize({ request_uri: "http://169.254.169.254/latest/meta-data/", redirect_uri: callback }),
      ),
      "request_uri of a file": ask(
        "auth",
        authorize({ request_uri: "file:///run/secrets/keycloak.conf", redirect_uri: callback }),
      ),
      "a request that nobody signed": ask(
        "auth",
        authorize({
          request: `${base64('{"alg":"none"}')}.${base64(`{"redirect_uri":"https://${evil}","client_id":"${client}"}`)}.`,
        }),
      ),
      "no PKCE": ask(
        "auth",
        `${oidc}/auth?${new URLSearchParams({ response_type: "code", client_id: client, redirect_uri: callback, scope: "openid", prompt: "none" })}`,
      ),
      "PKCE in plain": ask(
        "auth",
        authorize({ redirect_uri: callback, code_challenge_method: "plain", prompt: "none" }),
      ),
      "an action of an administrator": ask(
        "auth",
        authorize({ redirect_uri: callback, kc_action: "delete_account", prompt: "none" }),
      ),
      "a provider that is not there": ask(
        "auth",
        authorize({ redirect_uri: callback, kc_idp_hint: `https://${evil}` }),
      ),
    }),
    ...triedOn(
      "auth",
      sources.logout,
      byText(
        [...near.slice(0, 20), ...foreignAddresses.filter((address) => address.includes("//")).slice(0, 40)],
        (address) =>
          ask(
            "auth",
            `${oidc}/logout?${new URLSearchParams({ client_id: client, post_logout_redirect_uri: address })}`,
          ),
      ),
    ).map((entry) => ({ ...entry, name: `${entry.name}, signing out` })),
    ...triedOn("auth", sources.logout, {
      "the old parameter": ask("auth", `${oidc}/logout?redirect_uri=https://${evil}`),
      "with a hint that nobody signed": ask(
        "auth",
        `${oidc}/logout?id_token_hint=${unsigned}&post_logout_redirect_uri=https://${evil}`,
      ),
      "of every client, from outside": form(`${oidc}/logout/backchannel-logout`, { logout_token: unsigned }),
    }),
    ...triedOn(
      "auth",
      sources.token,
      Object.fromEntries(Object.entries(grants).map(([how, fields]) => [how, form(`${oidc}/token`, fields)])),
    ),
    ...triedOn("auth", sources.token, {
      "Basic with a known password": form(`${oidc}/token`, { grant_type: "client_credentials" }, [
        basic(client, "secret"),
      ]),
      "Basic of nobody": form(`${oidc}/token`, { grant_type: "client_credentials" }, [basic("", "")]),
      "in JSON": ask("auth", `${oidc}/token`, ["Content-Type: application/json", "Content-Length: 35"], {
        method: "POST",
        body: '{"grant_type":"client_credentials"}',
      }),
      "by GET": ask("auth", `${oidc}/token?grant_type=client_credentials&client_id=${client}`),
      "what a token says, by nobody": form(`${oidc}/token/introspect`, { token: unsigned, client_id: client }),
      "who somebody is, by the proxy's cookie": ask("auth", `${oidc}/userinfo`, [`Cookie: ${viewer}`]),
      "a device's code": form(`${oidc}/auth/device`, { client_id: client }),
      "a request pushed": form(`${oidc}/ext/par/request`, { ...asked, redirect_uri: `https://${evil}` }),
      "somebody else's phone": form(`${oidc}/ext/ciba/auth`, { client_id: client, login_hint: "ada", scope: "openid" }),
      "a token revoked by nobody": form(`${oidc}/revoke`, { token: "a", client_id: client }),
    }),
    ...triedOn(
      "auth",
      sources.token,
      {
        "who somebody is, by a token that nobody signed": ask("auth", `${oidc}/userinfo`, [
          `Authorization: Bearer ${unsigned}`,
        ]),
      },
      { serverError: { status: 500, why: "Keycloak 26.5's word for a signature of a kind that there is not" } },
    ),
    ...triedOn("auth", sources.registration, {
      "a client of one's own": ask(
        "auth",
        "/realms/kompose/clients-registrations/openid-connect",
        ["Content-Type: application/json", "Content-Length: 42"],
        {
          method: "POST",
          body: '{"redirect_uris":["https://evil.example"]}',
        },
      ),
      "a client of one's own, Keycloak's form": ask(
        "auth",
        "/realms/kompose/clients-registrations/default",
        ["Content-Type: application/json", "Content-Length: 18"],
        {
          method: "POST",
          body: '{"clientId":"own"}',
        },
      ),
      "a client's settings and secret": ask("auth", `/realms/kompose/clients-registrations/default/${client}`),
      "a client's installation": ask("auth", `/realms/kompose/clients-registrations/install/${client}`),
      "SAML's": ask(
        "auth",
        "/realms/kompose/clients-registrations/saml2-entity-descriptor",
        ["Content-Type: application/xml", "Content-Length: 4"],
        { method: "POST", body: "<a/>" },
      ),
    }),
    ...triedOn(
      "auth",
      sources.account,
      byText(
        [
          ...[
            "/realms/kompose/account/credentials",
            "/realms/kompose/account/sessions",
            "/realms/kompose/account/?userProfileMetadata=true",
          ],
          ...[
            "/realms/kompose/account/applications",
            "/realms/kompose/broker/x/endpoint?state=a&code=b",
            "/realms/kompose/broker/x/login",
          ],
          ...[
            "/realms/kompose/broker/after-first-broker-login",
            "/realms/kompose/broker/x/token",
            "/realms/kompose/login-actions/registration",
          ],
          ...[
            "/realms/kompose/login-actions/reset-credentials",
            "/realms/kompose/login-actions/authenticate?session_code=a",
            "/realms/kompose/login-actions/action-token?key=a",
          ],
          ...[
            "/realms/kompose/login-actions/required-action?execution=UPDATE_PASSWORD",
            "/realms/kompose/login-actions/first-broker-login",
            "/realms/kompose/login-actions/restart",
          ],
          ...[
            "/realms/kompose/protocol/saml",
            "/realms/kompose/protocol/docker-v2/auth",
            "/realms/kompose/protocol/docker-v2/auth?service=a&account=ada",
          ],
          ...[
            "/realms/kompose/authz/protection/permission",
            "/realms/kompose/login-actions/detached-info",
            "/realms/kompose/protocol/openid-connect/registrations?client_id=account-console&response_type=code",
          ],
          ...[
            "/realms/kompose/testing/",
            "/realms/kompose/metrics",
            "/realms/kompose/health",
            "/realms/kompose/admin/",
            "/realms/kompose/user-storage/",
          ],
        ],
        (path) => ask("auth", path),
      ),
    ),
  ];
}
