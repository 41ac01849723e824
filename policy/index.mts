/**
 * The policy pack: pass it to Pulumi with `--policy-pack policy`.
 *
 * The entry is `.mts` because Pulumi's loader type-checks a `.ts` entry at every start; this one is left to Node.js.
 */
import { PolicyPack } from "@pulumi/policy";
import { policies } from "./pack.ts";

new PolicyPack("kompose", { policies: [...policies], enforcementLevel: "mandatory" });
