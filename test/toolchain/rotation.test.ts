/** `kompose:rotate` with the provider "random" itself: what it makes of keepers that come, change and go. */
import { join } from "node:path";
import { expect, it } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { Project } from "./project.ts";

/** Two secrets, of which `rotate` renews some. */
function program(rotate?: Record<string, number>): string {
  const args = { names: ["postgres/a", "postgres/b"], ...(rotate === undefined ? {} : { rotate }) };
  return `
    import { Secrets } from ${JSON.stringify(join(checkout, "components", "secrets.ts"))};
    export const credentials = new Secrets("secrets", ${JSON.stringify(args)}).all();
  `;
}

it("keeps every secret until its number is another, and then renews that one alone", async () => {
  const project = await Project.create(program());
  const deploy = async (rotate?: Record<string, number>) => {
    project.write("index.ts", program(rotate));
    const { exitCode, all } = await project.up();
    expect(exitCode, all).toBe(0);
    const { credentials } = await project.outputs();
    const [a, b] = Object.values(credentials as Record<string, string>);
    return { a, b, replaced: /(\d+) replaced/.exec(all)?.[1] };
  };
  const first = await deploy();
  for (const rotate of [{}, { "postgres/a": 0 }]) expect(await deploy(rotate)).toEqual(first);

  const second = await deploy({ "postgres/a": 1 });
  expect(second).toEqual({ a: expect.stringMatching(/^[A-Za-z0-9]{43}$/), b: first.b, replaced: "1" });
  expect(second.a).not.toBe(first.a);
  expect(await deploy({ "postgres/a": 1 })).toEqual({ ...second, replaced: undefined });

  const third = await deploy({ "postgres/a": 2 });
  expect([first.a, second.a]).not.toContain(third.a);
});
