import { describeDomain } from "../support/describe-domain.ts";
import { data } from "./data.ts";

describeDomain(data);
