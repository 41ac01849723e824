import { describeDomain } from "../support/describe-domain.ts";
import { secrets } from "./secrets.ts";

describeDomain(secrets);
