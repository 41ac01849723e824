import { expect, test } from "vitest";
import { exactlyOneProxy, onNamedNetwork } from "../../../policy/domains/ingress.ts";
import { describeDomain } from "../support/describe-domain.ts";
import { good } from "../support/good.ts";
import { judge } from "../support/judge.ts";
import { ingress } from "./ingress.ts";

describeDomain(ingress);

// It takes two fields to have no network.
test("a container that reaches nobody needs no network with a name", async () => {
  const offline = { ...good.web, props: { ...good.web.props, networkMode: "none", networksAdvanced: [] } };
  expect(await judge(onNamedNetwork, { offline }, "offline")).toEqual({ violations: [] });
});

test("a program that runs no container needs no proxy", async () => {
  expect(await judge(exactlyOneProxy, { stack: good.stack }, "stack")).toEqual({ violations: [] });
});
