/** `bin/trust`: says how browsers and programs come to trust the platform's own certificate authority, or does it. */
import { X509Certificate } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { helpText, readArguments } from "./arguments.ts";
import { stateDirectory } from "./paths.ts";
import { asRoot } from "./setup/engine.ts";
import { PulumiCli } from "./stack/pulumi-cli.ts";
import { defaultStack, describedStacks } from "./stack/stacks.ts";
import { ensureState, writeAtomically } from "./stack/state.ts";
import { confirm, run, say, step, UserError } from "./terminal.ts";
import { type TrustStore, trustStores } from "./trust/stores.ts";

const usage = {
  command: "bin/trust",
  purpose: "Says how this machine comes to trust the platform's own certificate authority; with --install, does it.",
  word: { name: "stack", meaning: "whose authority", known: describedStacks(), default: defaultStack },
  switches: { install: "adds the authority", remove: "takes it away again", yes: "asks nothing" },
  notes: [
    "On another machine: copy the file that is named, and add it there as an authority for web sites.",
    "Windows, as administrator: certutil -addstore -f ROOT FILE. Phones: docs/certificates.md.",
  ],
} as const;

/** Folders below the home that hold an NSS database. */
function nssDatabases(): string[] {
  const firefox = [
    ".mozilla/firefox",
    "snap/firefox/common/.mozilla/firefox",
    "Library/Application Support/Firefox/Profiles",
  ]
    .map((folder) => join(homedir(), folder))
    .filter((folder) => existsSync(folder))
    .flatMap((folder) => readdirSync(folder).map((profile) => join(folder, profile)));
  return [join(homedir(), ".pki/nssdb"), ...firefox].filter((folder) => existsSync(join(folder, "cert9.db")));
}

/** The authority's certificate, from the outputs of the last `up`. */
async function authorityOf(stack: string): Promise<string> {
  const { pem } = await step("Pulumi", async (progress) => {
    const cli = await PulumiCli.open(stack, progress);
    if (cli.checkpoint() === undefined)
      throw new UserError(`${stack} is not running yet: bin/up ${stack} makes its authority`);
    ensureState();
    const outputs = JSON.parse(await cli.quiet(["stack", "output", "--json", "--stack", stack]));
    if (typeof outputs.authority !== "string") {
      throw new UserError(
        `${stack} has no authority of its own: its certificates come from elsewhere (kompose:certificates)`,
      );
    }
    return { pem: outputs.authority as string };
  });
  return pem;
}

function withRights({ asRoot: needed }: TrustStore, command: readonly string[]): string[] {
  return needed ? [...asRoot(), ...command] : [...command];
}

/** A command as a person types it. */
function typed(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word}'`)).join(" ");
}

async function perform(store: TrustStore, what: "install" | "remove"): Promise<void> {
  await step(store.usedBy, async () => {
    for (const command of store[what]) {
      const [program = "", ...rest] = withRights(store, command);
      const { failed, all, shortMessage } = await execa(program, rest, { reject: false, all: true, stdin: "inherit" });
      if (failed) throw new UserError(`\`${typed([program, ...rest])}\` failed: ${all || shortMessage}`);
    }
  });
}

await run(async () => {
  const { word, given, help } = readArguments(usage, process.argv.slice(2));
  if (help) return say(helpText(usage));
  if (given.install && given.remove) throw new UserError("bin/trust takes --install or --remove, not both");
  const stack = word as string;
  const pem = await authorityOf(stack);
  const certificate = new X509Certificate(pem);
  const name = `kompose-${stack}`;
  const file = join(stateDirectory, `${name}.crt`);
  writeAtomically(file, pem);
  say();
  say(`${certificate.subject.replace("CN=", "")}`);
  say(`  file         ${file}`);
  say(`  SHA-256      ${certificate.fingerprint256}`);
  say(`  valid until  ${certificate.validTo}`);
  say();
  const stores = trustStores(name, file, {
    platform: process.platform,
    exists: existsSync,
    nssDatabases: nssDatabases(),
  });
  if (stores.length === 0) return say("This system is not known here: add the file as an authority for web sites.");
  const what = given.remove ? "remove" : "install";
  for (const store of stores) {
    say(`${store.usedBy}:`);
    for (const command of store[what]) say(`  ${typed(withRights(store, command))}`);
  }
  say();
  if (!given.install && !given.remove) return say("bin/trust --install does that, --remove undoes it.");
  const question = given.install
    ? "Whoever has the platform's state could then pose as any web site to this machine. Go on?"
    : "Remove it?";
  if (!(await confirm(question, given.yes, "no"))) throw new UserError("nothing was changed");
  for (const store of stores) await perform(store, what);
});
