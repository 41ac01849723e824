/** A platform with something behind its door, and two machines in front of it: one on the internet, one at home. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Outsider } from "./outsider.ts";
import { TestPlatform } from "./platform.ts";

/** What the outsiders know the platform by. `.test` is nobody's (RFC 6761, 6.2). */
export const domain = "kompose.test";

/** A toy service with a route, as a file of `services/`. */
export function toy(name: string, route: string, more = ""): string {
  return `import { http, service } from "../../wiring/service.ts";

export const ${name} = service({
  name: "toys_${name}",
  image: "kompose-toy:1.0.0",
  user: "65534:65534",
  port: 8080,
  memory: "64MiB",
  health: http(8080, "/healthz"),
  environment: { GREETING: "${name}" },
  offers: { route: ${route} },
  ${more}
});
`;
}

/** A route for everybody. */
export const publicRoute = (host: string) => `{ host: "${host}", access: { public: "a toy for tests" } }`;

export interface Door {
  platform: TestPlatform;
  /** Outside of all internal ranges. */
  internet: Outsider;
  /** Inside of one. */
  home: Outsider;
  /** A file on this machine with the platform's authority, PEM. */
  authority: string;
}

/**
 * Starts the platform with these files of `services/toys/`, and the machines, which trust its authority.
 * @param settings beside the domain
 * @param further images that the test itself runs, beside the platform's
 */
export async function openDoor(
  toys: Readonly<Record<string, string>>,
  { settings = {}, further = [] }: { settings?: Record<string, unknown>; further?: readonly string[] } = {},
): Promise<Door> {
  const platform = await TestPlatform.start({ further });
  try {
    platform.settings({ "kompose:domain": domain, ...settings });
    for (const [name, text] of Object.entries(toys)) platform.write(`services/toys/${name}.ts`, text);
    await platform.up();
    const names = ["", "toy.", "inside.", "nobody."].map((label) => `${label}${domain}`);
    const [internet, home] = await Promise.all([
      Outsider.start(platform.engine, "internet", names),
      Outsider.start(platform.engine, "home", names),
    ]);
    const authority = join(platform.stateFolder, "authority.pem");
    const { authority: pem } = JSON.parse(await platform.pulumi("stack", "output", "--json"));
    if (typeof pem === "string") {
      writeFileSync(authority, pem);
      await Promise.all([internet.write("/tmp/authority.pem", pem), home.write("/tmp/authority.pem", pem)]);
    }
    return { platform, internet, home, authority };
  } catch (error) {
    await platform.stop();
    throw error;
  }
}

/** Status and protocol of an answer to the internet, such as `200 2`. */
export function status({ internet }: Door, ...args: string[]): Promise<string> {
  return internet.curl("--output", "/dev/null", "--write-out", "%{http_code} %{http_version}", ...args);
}
