/** What of the platform can be reached from another machine. */
import { describe, expect, test } from "vitest";
import type { Door } from "../../support/door.ts";
import { answering, containerAddresses } from "../../support/reach.ts";

export function reach(opened: () => Door): void {
  describe("from another machine", () => {
    /** Ports of an address that answer to a full handshake. */
    async function openPorts(address: string): Promise<string[]> {
      const scan = [
        "nmap",
        "-n",
        "-Pn",
        "-sT",
        "-p-",
        "--min-rate=5000",
        "--max-retries=1",
        "-T5",
        "-oG",
        "-",
        address,
      ];
      const { stdout } = await opened().internet.run(scan);
      expect(stdout).toContain("Nmap done");
      return [...stdout.matchAll(/(\d+)\/open\/tcp/g)].map(([, port]) => port as string);
    }

    test("80 and 443 answer, and of all other ports none; one that is published by hand is found", async () => {
      expect(await openPorts(opened().internet.machine)).toEqual(["80", "443"]);
      const image = await opened().platform.imageOf(await opened().platform.containerOf("proxy_page"));
      const serve = ["node", "-e", "require('http').createServer((_, answer) => answer.end()).listen(8080)"];
      await opened().platform.docker(["run", "--detach", "--name=by-hand", "--publish=18080:8080", image, ...serve]);
      expect(await openPorts(opened().internet.machine)).toEqual(["80", "443", "18080"]);
      await opened().platform.docker(["rm", "--force", "by-hand"]);
    }, 180_000);

    test("no container answers at its own address but the door, at its two ports", async () => {
      const containers = await containerAddresses(opened().platform);
      expect(containers.length).toBeGreaterThan(8);
      // Neighbours do reach them there: the addresses are the right ones.
      const postgres = containers.find(({ name }) => name === "core-postgres")?.address;
      const tools = await opened().platform.imageOf("internet");
      const asked = await opened().platform.neighbour(tools, `nc -z -w 2 ${postgres} 5432`);
      expect(asked.exitCode).toBe(0);

      const ports = "21-23,25,80,443,1025,1080,1883,2375,2376,3000,4180,5432,6379,8000-8090,8443,8883,9000-9100,9229";
      const open = await answering(opened().internet, containers, ports);
      expect(open.filter((found) => !/^proxy_app (80|443)$/.test(found))).toEqual([]);
    }, 180_000);
  });
}
