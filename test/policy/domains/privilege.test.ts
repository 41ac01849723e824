import { describeDomain } from "../support/describe-domain.ts";
import { privilege } from "./privilege.ts";

describeDomain(privilege);
