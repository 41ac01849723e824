/** Where a link leads that signs somebody out of every service. */
import { oauth2Paths } from "./oauth2-proxy.ts";

/**
 * The address of such a link.
 * @param then where the browser goes after that: a full address on the platform
 */
export function signOutAddress(domain: string, then: string): string {
  return `https://sso.${domain}${oauth2Paths.signOut}?rd=${encodeURIComponent(then)}`;
}
