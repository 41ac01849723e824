/** A platform with something behind its door, and two machines in front of it: one on the internet, one at home. */

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Outsider } from "./outsider.ts";
import { TestPlatform, type TestPlatformOptions } from "./platform.ts";

/** What the outsiders know the platform by. `.test` is nobody's (RFC 6761, 6.2). */
export const domain = "kompose.test";

/** A toy service with a route, as a file of `services/`. */
export function toy(name: string, route: string): string {
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
 * Starts a platform, and both machines, which trust its authority.
 * @param labels what the machines know the platform's hosts by: labels before the domain, "" for the domain itself
 * @param describe writes its services and settings
 */
export async function openPlatform(
  options: TestPlatformOptions,
  labels: readonly string[],
  describe: (platform: TestPlatform) => void,
): Promise<Door> {
  const platform = await TestPlatform.start(options);
  try {
    describe(platform);
    await platform.up();
    const names = labels.map((label) => (label === "" ? domain : `${label}.${domain}`));
    const [internet, home] = await Promise.all([
      Outsider.start(platform.engine, "internet", names),
      Outsider.start(platform.engine, "home", names),
    ]);
    const authority = join(platform.stateFolder, "authority.pem");
    const pem = await platform.pulumi("stack", "output", "authority");
    writeFileSync(authority, pem);
    await Promise.all([internet, home].map((outsider) => outsider.write("/tmp/authority.pem", pem)));
    return { platform, internet, home, authority };
  } catch (error) {
    await platform.stop();
    throw error;
  }
}

/**
 * Starts the platform with a toy for everybody, `toys_toy`, and one for the inside, `toys_inside`; and the machines.
 * @param further images that the test itself runs, beside the platform's
 */
export function openDoor(further: readonly string[] = []): Promise<Door> {
  return openPlatform({ further }, ["", "toy", "inside", "nobody"], (platform) => {
    platform.settings({ "kompose:domain": domain });
    platform.write("services/toys/toy.ts", toy("toy", publicRoute("toy")));
    platform.write("services/toys/inside.ts", toy("inside", '{ host: "inside", access: "internal" }'));
  });
}

/** Status and protocol of an answer to the internet, such as `200 2`. */
export function status({ internet }: Door, ...args: string[]): Promise<string> {
  return internet.curl("--output", "/dev/null", "--write-out", "%{http_code} %{http_version}", ...args);
}
