/** What is behind the door can not be reached past it. */
import { expect, test } from "vitest";
import { answering, containerAddresses } from "../../support/reach.ts";
import type { SignIn } from "../../support/sign-in.ts";

/** Ports of Keycloak, of its management, of OAuth2 Proxy and its metrics, of the gate and the toys, and usual others. */
const ports = "80,443,1025,1883,2375,4180,5432,6379,7800,8000-8090,8443,9000-9100,44180,57800";

export function insideAddresses(opened: () => SignIn): void {
  test("no container of the sign-in answers at its own address to another machine, at any of its ports", async () => {
    const { platform, internet, home } = opened();
    const containers = await containerAddresses(platform);
    const tools = await platform.imageOf("internet");
    // They are the right ones: neighbours reach them.
    const labels = (await platform.docker(["ps", "--format", '{{.Names}} {{.Label "dev.kompose.service"}}'])).split(
      "\n",
    );
    for (const [service, port] of [
      ["auth_keycloak", 8080],
      ["auth_keycloak", 9000],
      ["auth_oauth2_proxy", 4180],
      ["auth_oauth2_proxy", 44180],
      ["auth_gate", 8080],
      ["toys_notes", 8080],
    ] as const) {
      const name = labels.find((line) => line.endsWith(` ${service}`))?.split(" ")[0];
      const address = containers.find((container) => container.name === name)?.address;
      const { exitCode } = await platform.neighbour(tools, `nc -z -w 2 ${address} ${port}`);
      expect(`${service} ${port} ${exitCode}`).toBe(`${service} ${port} 0`);
    }
    for (const outsider of [internet, home]) {
      const open = await answering(outsider, containers, ports);
      expect(open.filter((found) => !/^proxy_app (80|443)$/.test(found))).toEqual([]);
    }
  }, 180_000);
}
