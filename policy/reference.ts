/** Writes POLICIES.md from the pack itself: `npm run docs:policies`. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { policies } from "./pack.ts";
import type { RulePolicy } from "./rule.ts";

/** The file that is written. */
export const referencePath = join(import.meta.dirname, "POLICIES.md");

const introduction = `# The policies

<!-- Written by \`npm run docs:policies\` from the pack itself. Change the rules, not this file. -->

Each is named \`<domain>-<what must hold>\`, and set in the configuration by that name. Beside its own options every policy
takes \`exceptions\`: \`[{ "resource": "name", "reason": "why" }]\`. All are mandatory but those that say *advisory*.
`;

function cell(text: string): string {
  return text.replaceAll("|", "\\|");
}

function options({ configSchema }: RulePolicy): string[] {
  return Object.entries(configSchema?.properties ?? {}).flatMap(([name, { description }]) =>
    name === "exceptions" ? [] : [`<br>\`${name}\`: ${cell(description ?? "")}`],
  );
}

function row(policy: RulePolicy): string {
  const { name, severity, description, remediationSteps = "", enforcementLevel } = policy;
  const level = enforcementLevel === "mandatory" ? "" : `, *${enforcementLevel}*`;
  return `| \`${name}\` | ${severity}${level} | ${cell(description)} | ${cell(remediationSteps)}${options(policy).join("")} |`;
}

/** The whole text of POLICIES.md. */
export function reference(): string {
  const head = [
    "| policy | severity | what must hold, why, and where that comes from | what to do |",
    "|---|---|---|---|",
  ];
  const sorted = policies.toSorted((a, b) => a.name.localeCompare(b.name));
  return `${introduction}\n${[...head, ...sorted.map(row)].join("\n")}\n`;
}

if (import.meta.main) writeFileSync(referencePath, reference());
