/** A proxy in front: what it says about a client's address is believed, and nobody else's word. */
import { expect, test } from "vitest";
import { type Door, domain } from "../../support/door.ts";
import type { Outsider } from "../../support/outsider.ts";

export function trustedProxies(opened: () => Door): void {
  test("a trusted proxy says where a client is; whoever comes past it counts as outside", async () => {
    const { platform, home, internet } = opened();
    platform.settings({ "kompose:domain": domain, "kompose:proxy": { trustedProxies: [home.address] } });
    await platform.up();
    const from = (outsider: Outsider, ...headers: string[]) =>
      outsider.curl(
        ...["--output", "/dev/null", "--write-out", "%{http_code}", `https://inside.${domain}/`],
        ...headers.flatMap((header) => ["--header", header]),
      );
    expect(await from(home, "X-Forwarded-For: 10.1.2.3")).toBe("200");
    expect(await from(home, "X-Forwarded-For: 203.0.113.9")).toBe("403");
    // What a client made up stands before what the proxy adds.
    expect(await from(home, "X-Forwarded-For: 10.1.2.3, 203.0.113.9")).toBe("403");
    expect(await from(home)).toBe("403");
    expect(await from(internet, "X-Forwarded-For: 10.1.2.3")).toBe("403");
  }, 120_000);
}
