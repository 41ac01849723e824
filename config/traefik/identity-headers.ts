/** Request headers by which programs are told who somebody is. Nobody outside may send them. */

/**
 * What the sign-in says about somebody, which the proxy passes on to the service
 * (OAuth2 Proxy, `set_xauthrequest`).
 */
export const signInHeaders: readonly string[] = [
  "X-Auth-Request-User",
  "X-Auth-Request-Email",
  "X-Auth-Request-Groups",
  "X-Auth-Request-Preferred-Username",
];

/**
 * Headers that programs behind a proxy are known to believe, removed from every request: those above, OAuth2 Proxy's
 * others; those of Authelia, Authentik, Kong, Pomerium, Vouch and Tailscale, and of what Google, Cloudflare, AWS and
 * Azure put in front; Grafana's `auth.proxy`, CGI's REMOTE_USER as a header (RFC 3875, 4.1.11), and client certificates
 * as nginx and Apache pass them on. Spellings with `_` never get this far: the entry points delete them.
 */
export const identityHeaders: readonly string[] = [
  ...signInHeaders,
  "X-Auth-Request-Access-Token",
  "X-Auth-Request-Redirect",
  "X-Forwarded-User",
  "X-Forwarded-Email",
  "X-Forwarded-Groups",
  "X-Forwarded-Preferred-Username",
  "X-Forwarded-Access-Token",
  "Remote-User",
  "Remote-Email",
  "Remote-Groups",
  "Remote-Name",
  "X-Remote-User",
  "X-Remote-Group",
  "X-User",
  "X-Authenticated-User",
  "X-Authentik-Username",
  "X-Authentik-Email",
  "X-Authentik-Groups",
  "X-Authentik-Name",
  "X-Authentik-Uid",
  "X-Authentik-Jwt",
  "X-Webauth-User",
  "X-Webauth-Email",
  "X-Webauth-Groups",
  "X-Ssl-Client-Cert",
  "X-Ssl-Client-Dn",
  "X-Ssl-Client-Verify",
  "Ssl-Client-Cert",
  "Ssl-Client-Verify",
  "X-Client-Cert",
  "X-Authenticated-Userid",
  "X-Consumer-Username",
  "X-Consumer-Custom-Id",
  "X-Credential-Identifier",
  "X-Goog-Authenticated-User-Email",
  "X-Goog-Authenticated-User-Id",
  "X-Goog-Iap-Jwt-Assertion",
  "Cf-Access-Authenticated-User-Email",
  "Cf-Access-Jwt-Assertion",
  "X-Amzn-Oidc-Identity",
  "X-Amzn-Oidc-Data",
  "X-Amzn-Oidc-Accesstoken",
  "X-Ms-Client-Principal",
  "X-Ms-Client-Principal-Id",
  "X-Ms-Client-Principal-Name",
  "X-Pomerium-Jwt-Assertion",
  "X-Vouch-User",
  "Tailscale-User-Login",
  "Tailscale-User-Name",
  "Gap-Auth",
];
