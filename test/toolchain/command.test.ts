/** The provider "command" through real deployments: what it runs, when, and what it records and shows. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Project } from "./project.ts";

/** A program with one command, whose output is the stack's unless the command prints secrets. */
function program(args: string, outputs = true): string {
  return `
    import * as command from "@pulumi/command";
    import * as pulumi from "@pulumi/pulumi";
    const here = import.meta.dirname;
    const it = new command.local.Command("it", { dir: here, ${args} });
    ${outputs ? "export const stdout = it.stdout, stderr = it.stderr;" : ""}
  `;
}

const secret = "a-secret-of-some-length";

it("passes stdin, environment and directory, records the output and runs once", async () => {
  const project = await Project.create(
    program(`create: "cat > file; pwd; echo $NAME >&2; echo run >> runs", stdin: "line", environment: { NAME: "x y" }`),
  );
  expect((await project.up()).exitCode).toBe(0);
  expect(readFileSync(join(project.folder, "file"), "utf8")).toBe("line");
  expect(await project.outputs()).toEqual({ stdout: project.folder, stderr: "x y" });
  const again = await project.up();
  expect(again.all).toMatch(/2 unchanged/);
  expect(readFileSync(join(project.folder, "runs"), "utf8")).toBe("run\n");
});

it("updates with the update command, else with the create command, and hands on the former output", async () => {
  const project = await Project.create(program(`create: "echo one"`));
  await project.up();
  project.write("index.ts", program(`create: "echo two after $PULUMI_COMMAND_STDOUT"`));
  expect((await project.up()).all).toMatch(/1 updated/);
  expect(await project.outputs()).toMatchObject({ stdout: "two after one" });
  project.write("index.ts", program(`create: "exit 1", update: "echo three after $PULUMI_COMMAND_STDOUT"`));
  expect((await project.up()).all).toMatch(/1 updated/);
  expect(await project.outputs()).toMatchObject({ stdout: "three after two after one" });
  project.write(
    "index.ts",
    program(`create: "exit 1", update: "echo [$PULUMI_COMMAND_STDOUT]", addPreviousOutputInEnv: false`),
  );
  await project.up();
  expect(await project.outputs()).toMatchObject({ stdout: "[]" });
});

it("replaces when a trigger changes, and deletes with the delete command", async () => {
  const source = (trigger: number) =>
    program(
      `create: "echo create ${trigger} >> log", update: "echo update >> log", triggers: [${trigger}],
       delete: "echo delete ${trigger} >> log"`,
    );
  const project = await Project.create(source(1));
  await project.up();
  project.write("index.ts", source(2));
  expect((await project.up()).all).toMatch(/1 replaced/);
  const log = () => readFileSync(join(project.folder, "log"), "utf8").trim().split("\n");
  expect(log()).toEqual(["create 1", "create 2", "delete 1"]);
  expect((await project.pulumi("destroy", "--yes", "--skip-preview")).exitCode).toBe(0);
  expect(log().at(-1)).toBe("delete 2");
});

it("keeps a secret stdin out of state, log and errors", async () => {
  const project = await Project.create(
    program(`create: "cat; cat file >&2", stdin: pulumi.secret("${secret}\\n"), logging: "stdoutAndStderr"`, false),
  );
  project.write("file", `complaint about ${secret}`);
  const up = await project.up();
  expect(up.exitCode).toBe(0);
  expect(up.all).toContain("complaint about");
  expect(up.all).not.toContain(secret);
  const recorded = (await project.state()).deployment.resources?.find(({ type }) => type === "command:local:Command");
  expect(recorded?.inputs?.stdin).toHaveProperty("ciphertext");
  expect(recorded?.outputs?.stdin).toHaveProperty("ciphertext");

  project.write("index.ts", program(`create: "cat >&2; exit 3", stdin: pulumi.secret("${secret}")`, false));
  const failed = await project.up();
  expect(failed.exitCode).not.toBe(0);
  expect(failed.all).not.toContain(secret);
});

it("fails with what the command said, records nothing of it, and tries again", async () => {
  const create = "echo it is broken >&2; test -e mended";
  // Without the log the error itself has to say it.
  const project = await Project.create(program(`create: "${create}", logging: "none"`));
  const failed = await project.up();
  expect(failed.exitCode).not.toBe(0);
  expect(failed.all).toMatch(/exit status 1[\s\S]*it is broken/);
  const kinds = async () => ((await project.state()).deployment.resources ?? []).map(({ type }) => type);
  expect(await kinds()).not.toContain("command:local:Command");
  project.write("mended", "");
  expect((await project.up()).exitCode).toBe(0);

  project.write(
    "index.ts",
    program(`create: "${create}", logging: "none", update: "echo update; test -e mended-again"`),
  );
  expect((await project.up()).exitCode).not.toBe(0);
  const recorded = (await project.state()).deployment.resources?.find(({ type }) => type === "command:local:Command");
  expect(recorded?.inputs).not.toHaveProperty("update");
  project.write("mended-again", "");
  expect((await project.up()).all).toMatch(/1 updated/);
  expect(await project.outputs()).toMatchObject({ stdout: "update" });
});

it("shows the output line by line while the command runs, of the streams that were asked for", async () => {
  const project = await Project.create(program(`create: "echo first line; echo second >&2; touch file"`));
  const up = await project.up();
  expect(up.all).toMatch(/first line/);
  expect(up.all).toMatch(/second/);
  expect(existsSync(join(project.folder, "file"))).toBe(true);
  project.write("index.ts", program(`create: "echo third line; echo fourth >&2", logging: "stderr"`));
  const quieter = await project.up();
  expect(quieter.all).toMatch(/Diagnostics:[\s\S]*fourth[\s\S]*Outputs:/);
  expect(String(quieter.all).split("Outputs:")[0]).not.toContain("third line");
});
