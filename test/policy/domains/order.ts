/** What the policies about names, labels and watching let pass and stop. */
import { noPublishAllPorts } from "../../../policy/domains/ingress.ts";
import * as policies from "../../../policy/domains/order.ts";
import type { Fixtures } from "../support/fixtures.ts";
import { unknown } from "../support/judge.ts";

const excepted = (...resources: string[]) => ({
  policy: noPublishAllPorts,
  exceptions: resources.map((resource) => ({ resource, reason: "a test of its ports" })),
});
const unneeded = (resource: string) => `needs no exception of ingress-no-publish-all-ports for ${resource}`;

export const order: readonly Fixtures[] = [
  {
    policy: policies.exceptionsAreUsed,
    passes: [
      { on: "traefik", set: "publishAllPorts", to: true, excepted: excepted("traefik") },
      { on: "traefik", set: "publishAllPorts", to: unknown.boolean, excepted: excepted("traefik") },
    ],
    fails: [
      { excepted: excepted("web"), says: unneeded("web"), of: "web" },
      {
        on: "web",
        set: "publishAllPorts",
        to: true,
        excepted: excepted("web", "job"),
        says: unneeded("job"),
        of: "web",
      },
      { excepted: excepted("gone", "job"), says: [unneeded("gone"), unneeded("job")], of: "web" },
    ],
  },
];
