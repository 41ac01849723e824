import { expect, test } from "vitest";
import { oauth2ProxyFiles } from "../../../config/auth/oauth2-proxy.ts";
import { secretsIn } from "../../../config/secret-file.ts";

const files = oauth2ProxyFiles({
  name: "auth_oauth2_proxy",
  domain: "example.org",
  callback: "https://sso.example.org/oauth2/callback",
  issuer: "https://auth.example.org/realms/kompose",
  trustedProxies: ["172.30.0.0/16"],
});
const options: Record<string, unknown> = Object.fromEntries(
  (files[0]?.content((name) => `<${name}>`) ?? "")
    .trim()
    .split("\n")
    .map((line) => line.split(/ = (.*)/))
    .map(([name = "", value = ""]) => [name, JSON.parse(value)]),
);

test("browsers go to the realm's public address, and it asks Keycloak itself on the platform's network", () => {
  expect(options).toMatchObject({
    oidc_issuer_url: "https://auth.example.org/realms/kompose",
    login_url: "https://auth.example.org/realms/kompose/protocol/openid-connect/auth",
    redirect_url: "https://sso.example.org/oauth2/callback",
    redeem_url: "http://auth_keycloak:8080/realms/kompose/protocol/openid-connect/token",
    code_challenge_method: "S256",
  });
});

test("it believes the proxy's word alone, and lets nothing past", () => {
  expect(options).toMatchObject({ reverse_proxy: true, trusted_proxy_ips: ["172.30.0.0/16"] });
  expect(Object.keys(options).filter((name) => /^(skip_auth|skip_jwt|api_routes|insecure)/.test(name))).toEqual([]);
});

test("its cookie is for TLS, for programs in no page, and for the platform's hosts", () => {
  expect(options).toMatchObject({
    cookie_name: "__Secure-kompose",
    cookie_secure: true,
    cookie_httponly: true,
    cookie_samesite: "lax",
    cookie_domains: [".example.org"],
    whitelist_domains: [".example.org"],
  });
});

test("sessions are in the Redis that keeps them, and its secrets in its file alone", () => {
  expect(options).toMatchObject({
    session_store_type: "redis",
    redis_connection_url:
      "redis://auth_oauth2_proxy:<core-redis-sessions/auth_oauth2_proxy>@core-redis-sessions:6379/0",
    client_secret: "<keycloak/client/auth_oauth2_proxy>",
    cookie_secret: "<oauth2-proxy/session>",
  });
  expect(secretsIn(files)).toHaveLength(3);
  expect(files.every(({ onChange }) => onChange === "restart")).toBe(true);
});
