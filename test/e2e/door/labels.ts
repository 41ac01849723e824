/** Containers of others, found by their labels where they ask for it. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test, vi } from "vitest";
import { type Door, domain, status } from "../../support/door.ts";

export function labels(opened: () => Door): void {
  test("a container that somebody adds is found where it asks for it, and is behind the same door", async () => {
    const door = opened();
    const { platform, internet } = door;
    const image = platform.engine.images["kompose-toy:1.0.0"] ?? "";
    const run = (name: string, ...labels: string[]) =>
      platform.docker([
        ...["run", "--detach", `--name=${name}`, "--network=kompose", "--env=GREETING=wiki"],
        ...labels.map((label) => `--label=${label}`),
        image,
      ]);
    const rule = `traefik.http.routers.wiki.rule=Host(\`nobody.${domain}\`)`;
    const address = `https://nobody.${domain}/whoami`;
    try {
      await run("shy", rule);
      await sleep(3000);
      expect(await status(door, address)).toBe("404 2");

      await run("wiki", rule, "traefik.enable=true", "traefik.http.services.wiki.loadbalancer.server.port=8080");
      await vi.waitFor(async () => expect(await status(door, address)).toBe("200 2"), {
        timeout: 20_000,
        interval: 500,
      });
      const seen = await internet.curl(
        "--header",
        "X-Forwarded-User: admin",
        "--header",
        "Remote_User: admin",
        address,
      );
      expect(seen).not.toContain("admin");

      await platform.docker(["rm", "--force", "wiki"]);
      await run(
        "inner",
        rule.replace("wiki", "inner"),
        ...["traefik.enable=true", "traefik.http.routers.inner.middlewares=internal-only@file"],
        "traefik.http.services.inner.loadbalancer.server.port=8080",
      );
      await vi.waitFor(async () => expect(await status(door, address)).toBe("403 2"), {
        timeout: 20_000,
        interval: 500,
      });
    } finally {
      await platform.docker(["rm", "--force", "shy", "wiki", "inner"]);
    }
  }, 90_000);
}
