/** How long a login and its tokens last. */
import type { Fields } from "./document.ts";

const hour = 3600;

/**
 * A login lasts a working day: 12 hours, 8 without use. NIST SP 800-63B-4, 2.1.3, allows 30 days where a password is
 * all that is asked for, and 2.2.3 a day with a second factor.
 *
 * An access token lasts 5 minutes, Keycloak's default: what a logout or a lost role takes to reach a service that only
 * looks at its token. A refresh token may be used again: it is bound to a client with a secret (RFC 9700, 4.14.2, asks
 * no more), and a service that refreshes in two requests at once would end the session.
 */
export const sessions: Fields = {
  ssoSessionIdleTimeout: 8 * hour,
  ssoSessionMaxLifespan: 12 * hour,
  // 0 is the session's own time.
  clientSessionIdleTimeout: 0,
  clientSessionMaxLifespan: 0,
  accessTokenLifespan: 300,
  accessCodeLifespan: 60,
  revokeRefreshToken: false,
};
