/** The language host: how a program's end reaches the user, and that nothing of it stays behind. */
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa } from "execa";
import { expect, it } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { ensurePulumi } from "../../cli/setup/pulumi.ts";
import { Project } from "./project.ts";

it("adds nothing to an error that the program has explained itself", async () => {
  const project = await Project.create(`
    import { RunError } from "@pulumi/pulumi";
    throw new RunError("the disk is full of stars");
  `);
  const up = await project.up();
  expect(up.exitCode).not.toBe(0);
  expect(up.all).toContain("the disk is full of stars");
  expect(up.all).not.toMatch(/exited with|non-zero|did not run/);
});

it("fails with the stack of an uncaught exception, and records what was made before", async () => {
  const project = await Project.create(`
    import { RandomPet } from "@pulumi/random";
    const pet = new RandomPet("pet");
    function guilty(): never { throw new TypeError("no such thing"); }
    pet.id.apply(() => guilty());
  `);
  const up = await project.up();
  expect(up.exitCode).not.toBe(0);
  expect(up.all).toMatch(/TypeError: no such thing[\s\S]*at guilty \(.*index\.ts:4/);
  const types = (await project.state()).deployment.resources?.map(({ type }) => type);
  expect(types).toContain("random:index/randomPet:RandomPet");
});

it("fails when the program exits with a code of its own", async () => {
  const project = await Project.create(`process.exit(7);`);
  const up = await project.up();
  expect(up.exitCode).not.toBe(0);
  expect(up.all).toMatch(/code:? 7/);
});

it("shows what the program prints and passes it its configuration", async () => {
  const project = await Project.create(`
    import * as pulumi from "@pulumi/pulumi";
    const config = new pulumi.Config();
    console.log("colour", config.require("colour"));
    console.error("a remark");
    console.log("secret", pulumi.runtime.isConfigSecret("probe:word"), pulumi.runtime.isConfigSecret("probe:colour"));
    export const word = config.requireSecret("word");
  `);
  await project.pulumi("config", "set", "colour", "blue");
  await project.pulumi("config", "set", "--secret", "word", "open sesame");
  const up = await project.up();
  expect(up.exitCode).toBe(0);
  expect(up.all).toContain("colour blue");
  expect(up.all).toContain("a remark");
  // The SDK is told which of the configuration is secret.
  expect(up.all).toContain("secret true false");
  expect(up.all).not.toContain("open sesame");
  expect(await project.outputs()).toEqual({ word: "open sesame" });
});

it("lets a policy pack stop a preview", async () => {
  const project = await Project.create(`
    import { RandomPet } from "@pulumi/random";
    export const name = new RandomPet("pet", { length: 5 }).id;
  `);
  const pack = join(project.folder, "pack");
  mkdirSync(pack);
  symlinkSync(join(checkout, "node_modules"), join(pack, "node_modules"));
  writeFileSync(join(pack, "PulumiPolicy.yaml"), "runtime: nodejs\nmain: index.js\nversion: 0.0.1\n");
  writeFileSync(join(pack, "package.json"), JSON.stringify({ name: "pack", version: "0.0.1", main: "index.js" }));
  writeFileSync(
    join(pack, "index.js"),
    `const { PolicyPack } = require("@pulumi/policy");
     new PolicyPack("short", { policies: [{
       name: "short-names", description: "Names are short.", enforcementLevel: "mandatory",
       validateResource: (args, report) => { if (args.props.length > 3) report("this name is too long"); },
     }] });`,
  );
  const stopped = await project.pulumi("preview", "--policy-pack", pack);
  expect(stopped.exitCode).not.toBe(0);
  expect(stopped.all).toContain("this name is too long");
  project.write("index.ts", `import { RandomPet } from "@pulumi/random"; new RandomPet("pet", { length: 2 });`);
  expect((await project.pulumi("preview", "--policy-pack", pack)).exitCode).toBe(0);
});

it("leaves no process behind when it is interrupted", async () => {
  const project = await Project.create(`
    console.log("it began");
    setInterval(() => {}, 1000);
    await new Promise(() => {});
  `);
  const { binary } = await ensurePulumi(() => {});
  const marker = `TOOLCHAIN_TEST=${project.folder}`;
  const environment = { ...(await project.environment()), TOOLCHAIN_TEST: project.folder };
  const run = execa(binary, ["up", "--yes", "--skip-preview", "--non-interactive"], {
    cwd: project.folder,
    env: environment,
    reject: false,
    all: true,
  });
  const running = async () => {
    const { stdout } = await execa("sh", [
      "-c",
      `grep -lzxF "$1" /proc/[0-9]*/environ 2>/dev/null || true`,
      "sh",
      marker,
    ]);
    return stdout.split("\n").filter((file) => file !== "").length;
  };
  await new Promise<void>((resolve) => {
    run.all.on("data", (text) => String(text).includes("it began") && resolve());
  });
  expect(await running()).toBeGreaterThan(2);
  run.kill("SIGINT");
  await sleep(300);
  run.kill("SIGINT");
  await run;
  await expect.poll(running, { timeout: 10_000 }).toBe(0);
});
