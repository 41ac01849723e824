/** `bin/down`: removes the platform from the engine; its data too where asked. */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { helpText, readArguments } from "./arguments.ts";
import { dataVolumes, deletionQuestion, volumeNames } from "./data-volumes.ts";
import { cacheDirectory, stateDirectory } from "./paths.ts";
import { recover } from "./recovery/interrupted.ts";
import { docker, findLeftovers, nameLeftovers, ofStack, removeLeftovers } from "./recovery/leftovers.ts";
import { defaultHost, ensureEngine, stopOwnEngine } from "./setup/engine.ts";
import { keptWithData } from "./stack/checkpoint.ts";
import { PulumiCli } from "./stack/pulumi-cli.ts";
import { parseStack } from "./stack/stack-text.ts";
import { defaultStack, describedStacks, settingsFile, stacksWithState } from "./stack/stacks.ts";
import { backendFolder, ensureState, otherBackend } from "./stack/state.ts";
import { projectName, WorkingCopy } from "./stack/working-copy.ts";
import { confirm, run, say, step, UserError } from "./terminal.ts";

const known = [...new Set([...describedStacks(), ...stacksWithState(backendFolder(), projectName())])].sort();
const usage = {
  command: "bin/down",
  purpose: "Removes the platform's containers, networks and files. Data and passwords stay, for the next bin/up.",
  word: { name: "stack", meaning: "what to remove", known, default: defaultStack },
  switches: { "delete-data": "deletes the data too, after naming it", yes: "asks nothing" },
} as const;

/** The engine that the stack runs on. Other settings may be wrong by now: what runs must still be removable. */
function engineOf(stack: string): string {
  const path = [settingsFile(stack), new WorkingCopy(stack).path].find((file) => existsSync(file));
  if (path === undefined) return defaultHost;
  const host = parseStack(readFileSync(path, "utf8")).config?.["kompose:host"] as { engine?: string } | undefined;
  return host?.engine ?? defaultHost;
}

/** Removes everything of the stack that Pulumi does not keep. */
async function destroy(cli: PulumiCli, host: string, deleteData: boolean): Promise<void> {
  await step("leftovers", async (progress) => {
    const done = await recover(cli);
    const found = await findLeftovers(cli.stack, host, cli.checkpoint());
    // Networks wait: containers of the state may still be on them.
    await removeLeftovers({ ...found, networks: [] }, host, progress);
    const names = nameLeftovers({ ...found, networks: [] });
    return [...done, ...(names === "" ? [] : [`removed ${names}`])].join(", ") || "none";
  });
  const checkpoint = cli.checkpoint();
  if (checkpoint !== undefined && checkpoint.resources.length > 0) {
    const kept = deleteData ? [] : keptWithData(checkpoint);
    if (deleteData && checkpoint.resources.some(({ protect }) => protect)) {
      await cli.quiet(["state", "unprotect", "--all", "--yes"]);
    }
    say();
    const code = await cli.stream("destroy", "--yes", "--skip-preview", ...kept.flatMap((urn) => ["--exclude", urn]));
    if (code !== 0) {
      throw new UserError(
        `\`pulumi destroy\` ended with exit code ${code}; its messages are above. Run bin/down again`,
      );
    }
    say();
  }
  await step("networks", async (progress) => {
    const found = await findLeftovers(cli.stack, host, cli.checkpoint());
    await removeLeftovers(found, host, progress);
  });
}

/** Deletes the volumes, and everything else of the stack. */
async function deleteEverything(cli: PulumiCli, host: string): Promise<void> {
  await step("data", async () => {
    const volumes = await volumeNames(cli.stack, host);
    if (volumes.length > 0) await docker(host, "volume", "rm", ...volumes);
    return `${volumes.length} volumes deleted`;
  });
  await step("state", async () => {
    if (cli.checkpoint() !== undefined) {
      await cli.quiet(["stack", "rm", cli.stack, "--yes", "--force", "--remove-backups"]);
    }
    rmSync(cli.workingCopy.path, { force: true });
    rmSync(cli.workingCopy.memory, { force: true });
    const others = stacksWithState(backendFolder(), cli.project);
    return others.length === 0 ? "removed" : `removed; ${others.join(", ")} stays`;
  });
}

async function stopEngine(): Promise<void> {
  await step("Docker Engine", async () => {
    const how = await stopOwnEngine();
    // The passphrase of a state elsewhere is all that reads it, and other machines may use it.
    if (otherBackend() === undefined && stacksWithState(backendFolder(), projectName()).length === 0) {
      if (how === "in use") {
        // Its process id and log are there.
        rmSync(backendFolder(), { recursive: true, force: true });
      } else {
        rmSync(stateDirectory, { recursive: true, force: true });
      }
    }
    return {
      stopped: "stopped",
      "not ours": "not started by bin/up, keeps running",
      "in use": "other containers are on it",
    }[how];
  });
}

/** Whether there is anything to remove where no state says so: a run may have been killed before it was written. */
async function anythingOnEngine(stack: string, host: string): Promise<boolean> {
  try {
    return (
      (await docker(host, "ps", "--all", "--quiet", ...ofStack(stack))) !== "" ||
      (await volumeNames(stack, host)).length > 0
    );
  } catch {
    return false;
  }
}

await run(async () => {
  const { word, given, help } = readArguments(usage, process.argv.slice(2));
  if (help) return say(helpText(usage));
  const stack = word as string;
  const deleteData = given["delete-data"];
  const host = engineOf(stack);
  const mayHaveState = otherBackend() !== undefined || stacksWithState(backendFolder(), projectName()).includes(stack);
  say(`bin/down ${stack}${deleteData ? " --delete-data" : ""}`);
  if (!mayHaveState && !(await anythingOnEngine(stack, host))) {
    say(`  ${stack} has no state in ${stateDirectory}, and nothing on ${host}: there is nothing to remove`);
    if (deleteData && existsSync(stateDirectory)) await stopEngine();
    return;
  }
  await step("Docker Engine", async (progress) => {
    await ensureEngine(host, given, progress);
  });
  if (deleteData) {
    for (const line of deletionQuestion(stack, await dataVolumes(stack, host))) say(line);
    if (!(await confirm("Delete all of it?", given.yes, "no"))) throw new UserError("nothing was deleted");
  }
  ensureState();
  let opened: PulumiCli | undefined;
  await step("Pulumi", async (progress) => {
    opened = await PulumiCli.open(stack, progress);
  });
  const cli = opened as PulumiCli;
  cli.workingCopy.write({ salt: cli.checkpoint()?.salt });
  await destroy(cli, host, deleteData);
  if (!deleteData) {
    const kept = await volumeNames(stack, host, true);
    say();
    const where = otherBackend() ?? stateDirectory;
    say(`Kept: ${kept.length === 0 ? "no volume" : kept.join(", ")}; passwords and state in ${where}.`);
    say(`bin/up ${stack} goes on with them; bin/down ${stack} --delete-data deletes them.`);
    return;
  }
  await deleteEverything(cli, host);
  await stopEngine();
  say();
  say(`Nothing of ${stack} is left but what can be made again: images on the engine, and the cache, which`);
  say(`\`rm -r ${cacheDirectory}\` removes.`);
});
