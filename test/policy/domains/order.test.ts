import { expect, test } from "vitest";
import { onlyOwnNetworks } from "../../../policy/domains/order.ts";
import { describeDomain } from "../support/describe-domain.ts";
import { good } from "../support/good.ts";
import { judge } from "../support/judge.ts";
import { order } from "./order.ts";

describeDomain(order);

const id = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

// It takes a network and a container to name it by something else than its name in the good platform.
test.each([
  ["an id", { name: "platform", id }, id],
  ["a name that ends like an id", { name: `x${id}`, id: "y" }, `x${id}`],
  ["a name that begins like an id", { name: `${id}x`, id: "y" }, `${id}x`],
])("a network of the program is known by %s", async (_, network, attached) => {
  const stack = {
    network: { ...good.platform, props: network },
    web: { ...good.web, props: { ...good.web.props, networksAdvanced: [{ name: attached }] } },
  };
  expect(await judge(onlyOwnNetworks, stack, "web")).toEqual({ violations: [] });
});
