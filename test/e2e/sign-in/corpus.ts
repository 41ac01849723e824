/** Everything that is tried on the sign-in, by family. */

import type { Entry } from "../hostile/entry.ts";
import { cookies } from "./corpus/cookies.ts";
import { escalated, impersonating } from "./corpus/escalation.ts";
import { hosts, reusedConnections } from "./corpus/hosts.ts";
import { claimedRoles, hopByHop, spoofed } from "./corpus/identity.ts";
import { keycloak } from "./corpus/keycloak.ts";
import { otherMethods } from "./corpus/methods.ts";
import { waysAroundProtection, waysOutOfPublicPaths } from "./corpus/paths.ts";
import { redirects } from "./corpus/redirects.ts";
import { reused } from "./corpus/reused.ts";
import { upgrades } from "./corpus/upgrades.ts";
import type { Given } from "./entry.ts";

/** What is new here. `impersonating` alone is let in, as who it is. */
export function corpus(given: Given): Readonly<Record<string, readonly Entry[]>> {
  return {
    spoofed,
    claimedRoles,
    hopByHop,
    waysOutOfPublicPaths,
    waysAroundProtection,
    hosts,
    reusedConnections,
    otherMethods,
    upgrades: upgrades(given),
    cookies: cookies(given),
    redirects: redirects(given),
    keycloak: keycloak(given),
    escalated: escalated(given),
    impersonating: impersonating(given),
  };
}

export { reused };
