import { describeDomain } from "../support/describe-domain.ts";
import { order } from "./order.ts";

describeDomain(order);
