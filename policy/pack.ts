/** Every policy of the pack, in the order in which Pulumi asks them. */
import * as data from "./domains/data.ts";
import * as ingress from "./domains/ingress.ts";
import * as life from "./domains/life.ts";
import * as order from "./domains/order.ts";
import * as privilege from "./domains/privilege.ts";
import * as secrets from "./domains/secrets.ts";
import * as supply from "./domains/supply.ts";
import type { RulePolicy } from "./rule.ts";

const { exceptionsAreUsed, ...ordered } = order;

export const policies: readonly RulePolicy[] = [ingress, privilege, life, supply, secrets, data, ordered]
  .flatMap((domain): RulePolicy[] => Object.values(domain))
  // It knows what the others needed.
  .concat(exceptionsAreUsed);
