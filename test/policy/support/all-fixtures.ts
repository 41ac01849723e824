/** The fixtures of every policy. */
import { data } from "../domains/data.ts";
import { ingress } from "../domains/ingress.ts";
import { life } from "../domains/life.ts";
import { order } from "../domains/order.ts";
import { privilege } from "../domains/privilege.ts";
import { secrets } from "../domains/secrets.ts";
import { supply } from "../domains/supply.ts";
import type { Fixtures } from "./fixtures.ts";

export const fixtures: readonly Fixtures[] = [
  ...ingress,
  ...privilege,
  ...life,
  ...supply,
  ...secrets,
  ...data,
  ...order,
];
