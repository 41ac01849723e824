/** Writes docs/settings.md from the schema of the settings: `npm run docs:settings`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { type SettingReference, settingsReference } from "../config/settings/reference.ts";
import { checkout } from "./paths.ts";

/** The file that is written. */
export const settingsTablePath = join(checkout, "docs", "settings.md");

const introduction = `# Settings

<!-- Written by \`npm run docs:settings\` from config/settings/schema.ts. Change the schema, not this file. -->

An environment is a file, \`Pulumi.<environment>.yaml\`: \`Pulumi.dev.yaml\` to try things, \`Pulumi.prod.yaml\` to start
a real platform from. Everything has a default, so a file says only what differs. A mistake stops \`bin/up\` before anything
changes, and every mistake is told at once.

\`\`\`yaml
config:
  kompose:domain: example.org
  kompose:services:
    core-redis:
      memory: 1GiB
\`\`\`

Memory is given in \`MiB\` and \`GiB\` (1 GiB is 1024 MiB). Of a list of maps, \`[0]\` stands for any
position. None of the settings is a secret: passwords are generated, and secrets that others gave you are read from files.
`;

function code(text: string): string {
  return `\`${text.replaceAll("|", "\\|")}\``;
}

function row({ key, type, byDefault, meaning, example }: SettingReference): string {
  const cells = [code(key), type, byDefault === undefined ? "" : code(byDefault), meaning, code(example)];
  return `| ${cells.join(" | ")} |`;
}

/** The whole text of docs/settings.md. */
export function settingsTable(): string {
  const head = ["| setting | what it must be | default | what it does | example |", "|---|---|---|---|---|"];
  return `${introduction}\n${[...head, ...settingsReference().map(row)].join("\n")}\n`;
}

if (import.meta.main) writeFileSync(settingsTablePath, settingsTable());
