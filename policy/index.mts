/**
 * The platform's policy pack: pass it to Pulumi with `--policy-pack policy`.
 *
 * The entry is `.mts` because Pulumi's loader type-checks a `.ts` entry at every start; this one is left to Node.js.
 */
import { PolicyPack } from "@pulumi/policy";
import * as engine from "./engine.ts";
import * as ingress from "./ingress.ts";

new PolicyPack("kompose", {
  policies: [...Object.values(engine), ...Object.values(ingress)],
  enforcementLevel: "mandatory",
});
