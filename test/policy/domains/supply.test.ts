import { describeDomain } from "../support/describe-domain.ts";
import { supply } from "./supply.ts";

describeDomain(supply);
