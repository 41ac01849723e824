import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { services } from "../../services/index.ts";
import { publicRoutes } from "../../wiring/routes.ts";
import { servicesOf } from "../../wiring/service.ts";

test("docs/sign-in.md lists every address of the platform that everybody may use, with its reason, and no other", () => {
  const descriptions = servicesOf(services).map(({ description }) => description);
  const listed = readFileSync(join(checkout, "docs/sign-in.md"), "utf8")
    .split("\n")
    .filter((line) => line.startsWith("| `https://"));
  const routes = Object.entries(publicRoutes(descriptions, "<domain>"));
  expect(listed.sort()).toEqual(routes.map(([address, reason]) => `| \`${address}\` | ${reason} |`).sort());
});
