import { describeDomain } from "../support/describe-domain.ts";
import { life } from "./life.ts";

describeDomain(life);
