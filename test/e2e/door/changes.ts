/** Routes, middlewares and certificates change under a steady load: nothing restarts, and nobody notices. */
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { type Door, domain, publicRoute, toy } from "../../support/door.ts";

/** Asks the toy through the door, on new connections and on kept ones, until `work` is done; returns what failed. */
async function underLoad({ platform, authority }: Door, work: () => Promise<void>): Promise<string[]> {
  const image = platform.engine.images["kompose-toy:1.0.0"] ?? "";
  const kinds = { fresh: [], kept: ["--keep-alive"] };
  for (const [name, options] of Object.entries(kinds)) {
    await platform.docker([
      ...[
        "run",
        "--detach",
        `--name=load-${name}`,
        "--network=container:home",
        `--volume=${authority}:/ca.pem:ro`,
        image,
      ],
      ...["ask", "--ca", "/ca.pem", "--parallel", "2", ...options, `https://toy.${domain}/`, "20ms"],
    ]);
  }
  try {
    await work();
  } finally {
    for (const name of Object.keys(kinds)) await platform.docker(["stop", "--time", "15", `load-${name}`]);
  }
  const lines: string[] = [];
  for (const name of Object.keys(kinds)) {
    const said = (await platform.logs(`load-${name}`)).split("\n").filter(Boolean);
    console.log(`${name} connections: ${said.length - 1} requests, ${said.at(-1)}`);
    expect(said.length).toBeGreaterThan(100);
    lines.push(...said.filter((line) => !line.startsWith("slowest ")));
    await platform.docker(["rm", `load-${name}`]);
  }
  return lines.filter((line) => !line.startsWith("200 "));
}

/** Every container, and since when it runs without a restart. */
async function running({ platform }: Door): Promise<string[]> {
  const format = "{{.Name}} {{.Id}} {{.State.StartedAt}} {{.RestartCount}}";
  const ids = (await platform.docker(["ps", "--quiet", "--filter", "label=dev.kompose.service"])).split("\n");
  return (await platform.docker(["inspect", "--format", format, ...ids])).split("\n").sort();
}

async function resourceName({ platform }: Door, type: string, name: string): Promise<string> {
  const { deployment } = JSON.parse(await platform.pulumi("stack", "export"));
  const urns = (deployment.resources as { urn: string }[]).map(({ urn }) => urn);
  return urns.find((urn) => urn.endsWith(`${type}::${name}`)) ?? expect.fail(`no ${type} named ${name}`);
}

export function changes(opened: () => Door): void {
  test("a route, a middleware and a certificate change: no request fails, and nothing restarts", async () => {
    const door = opened();
    const { platform, internet } = door;
    const before = await running(door);
    const serial = () => internet.certificate(`toy.${domain}`, "-serial");
    const oldSerial = await serial();
    expect(oldSerial).toMatch(/^serial=/);
    const failures = await underLoad(door, async () => {
      // One line in a description.
      const inside = platform.read("services/toys/inside.ts");
      platform.write("services/toys/inside.ts", inside.replace('host: "inside"', 'host: "indoors"'));
      await platform.up();
      await expect(
        door.home.curl("--connect-to", `indoors.${domain}:443:${domain}:443`, `https://indoors.${domain}/`),
      ).resolves.toContain('"inside"');
      platform.write("services/toys/inside.ts", inside);

      const policy = `default-src 'self'`;
      platform.write(
        "services/toys/toy.ts",
        toy("toy", publicRoute("toy").replace(/ }$/, `, contentSecurityPolicy: "${policy}" }`)),
      );
      await platform.up();
      expect(await internet.curl("--head", `https://toy.${domain}/`)).toContain(`content-security-policy: ${policy}`);

      const leaf = await resourceName(door, "tls:index/locallySignedCert:LocallySignedCert", "proxy_app");
      await platform.pulumi("up", "--yes", "--skip-preview", "--replace", leaf);
      expect(await serial()).not.toBe(oldSerial);
    });
    expect(failures).toEqual([]);
    expect(await running(door)).toEqual(before);
  }, 180_000);

  test("a file that the renderer breaks never reaches the door; one broken by hand changes nothing", async () => {
    const door = opened();
    const { platform, internet } = door;
    const path = "config/traefik/middlewares.ts";
    const renderer = platform.read(path);
    const before = await running(door);
    const failures = await underLoad(door, async () => {
      for (const [right, wrong] of [
        ["retry: { retry: { attempts: 3", "retry: { retry: { attempt: 3"],
        ['chain("security-headers", "compression")', 'chain("security-header", "compression")'],
      ] as const) {
        expect(renderer).toContain(right);
        platform.write(path, renderer.replace(right, wrong));
        const { text, exitCode } = await platform.command("up", ["e2e", "--yes"]);
        expect(exitCode).toBe(1);
        expect(text).toContain("Traefik does not take its new files");
      }
      platform.write(path, renderer);

      const image = platform.engine.images["busybox:1.37.0"] ?? "";
      const breaks = ["", "http: [", "http:\n  routers:\n    a: {rul: x}\n"];
      for (const text of breaks) {
        await platform.docker(
          [
            "run",
            "--rm",
            "--interactive",
            "--volume=proxy_app-files:/files",
            image,
            "sh",
            "-c",
            "cat > /files/dynamic.yml",
          ],
          { input: text },
        );
        // Told to follow it all the same, it sees what is wrong. An empty file is not wrong to it: that it must not be told.
        if (text !== "") await platform.docker(["kill", "--signal=HUP", "proxy_app"]);
        await sleep(3000);
        expect(await internet.curl(`https://toy.${domain}/`)).toContain('"toy"');
      }
      // The next change puts it right.
      platform.write("services/toys/toy.ts", toy("toy", publicRoute("toy")));
      await platform.up();
      const answer = await internet.curl("--head", `https://toy.${domain}/`);
      expect(answer).toContain("content-security-policy: base-uri");
    });
    expect(failures).toEqual([]);
    expect(await running(door)).toEqual(before);
  }, 300_000);
}
