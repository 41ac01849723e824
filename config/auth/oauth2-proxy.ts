/** OAuth2 Proxy: signs browsers in with Keycloak, and keeps their sessions in Redis. */
import { redisUrl } from "../credentials.ts";
import { keycloakUrl, realmPath } from "../keycloak/addresses.ts";
import { keycloakSecrets } from "../keycloak/share.ts";
import { redisSecret } from "../redis.ts";
import { type SecretFile, secretsPath } from "../secret-file.ts";
import { sessionCookie } from "./session.ts";

/** The port other containers reach it on. */
export const oauth2ProxyPort = 4180;

/** Its paths that browsers are sent to. */
export const oauth2Paths = {
  callback: "/oauth2/callback",
  signIn: "/oauth2/start",
  signOut: "/oauth2/sign_out",
} as const;

export interface Oauth2ProxyShare {
  /** Its name, which its client and its users elsewhere are called by. */
  name: string;
  domain: string;
  /** Where browsers come back to from a login: `https://sso.example.org/oauth2/callback`. */
  callback: string;
  /** The public address of the realm, such as `https://auth.example.org/realms/kompose`. */
  issuer: string;
  /** Where those who ask it are: the platform's network. */
  trustedProxies: readonly string[];
}

/** The name of the secret that sessions are encrypted with. */
export const sessionSecret = "oauth2-proxy/session";

/** TOML takes JSON's strings and lists of them as they are. */
function toml(options: Readonly<Record<string, string | boolean | number | readonly string[]>>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name} = ${JSON.stringify(value)}\n`)
    .join("");
}

/** The files of the proxy. */
export function oauth2ProxyFiles(share: Oauth2ProxyShare): SecretFile[] {
  const { name, domain, callback, issuer, trustedProxies } = share;
  const inside = `${keycloakUrl}${realmPath}/protocol/openid-connect`;
  return [
    {
      path: "oauth2-proxy.cfg",
      onChange: "restart",
      content: (reveal) =>
        toml({
          http_address: `0.0.0.0:${oauth2ProxyPort}`,
          metrics_address: "0.0.0.0:44180",
          reverse_proxy: true,
          // Whoever else says by X-Forwarded-* where a request came from is not believed (CVE-2026-76835).
          trusted_proxy_ips: trustedProxies,
          // Answers by itself that somebody is signed in; what is behind it is Traefik's business.
          upstreams: ["static://202"],
          skip_provider_button: true,
          set_xauthrequest: true,

          provider: "oidc",
          provider_display_name: "Kompose",
          client_id: name,
          client_secret: reveal(keycloakSecrets.client(name)),
          code_challenge_method: "S256",
          scope: "openid email profile",
          // Browsers are sent to the public address; what it asks itself stays on the platform's network.
          skip_oidc_discovery: true,
          oidc_issuer_url: issuer,
          login_url: `${issuer}/protocol/openid-connect/auth`,
          redeem_url: `${inside}/token`,
          oidc_jwks_url: `${inside}/certs`,
          profile_url: `${inside}/userinfo`,
          backend_logout_url: `${inside}/logout?id_token_hint={id_token}`,
          oidc_groups_claim: "groups",
          // An address that nobody has proven to be theirs is refused: applications know people by it.
          email_domains: ["*"],

          redirect_url: callback,
          whitelist_domains: [`.${domain}`],
          cookie_name: sessionCookie,
          cookie_secret: reveal(sessionSecret),
          cookie_domains: [`.${domain}`],
          cookie_secure: true,
          cookie_httponly: true,
          cookie_samesite: "lax",
          // As long as the realm's longest session.
          cookie_expire: "12h",
          // Asks Keycloak at least this often whether the session still is: before the access token's five minutes end.
          cookie_refresh: "4m",
          // Several tabs may sign in at once.
          cookie_csrf_per_request: true,
          cookie_csrf_per_request_limit: 16,
          cookie_csrf_expire: "15m",

          session_store_type: "redis",
          redis_connection_url: redisUrl(name, "core-redis-sessions", reveal(redisSecret("core-redis-sessions", name))),

          request_logging: false,
        }),
    },
  ];
}

const configurationFile = `${secretsPath}/oauth2-proxy.cfg`;

/** The command that runs it on its files. */
export const oauth2ProxyCommand = ["/bin/oauth2-proxy", `--config=${configurationFile}`] as const;

/** Shell script that fails where OAuth2 Proxy would not take its files. There is no network, so no Redis, for the check. */
export const oauth2ProxyCheck = `
grep -v '^session_store_type' ${configurationFile} > /tmp/checked.cfg
/bin/oauth2-proxy --config=/tmp/checked.cfg --config-test
`;
