/**
 * Brings a running Keycloak to the document `realm.json` beside it, with nothing but Node. It says each change in a
 * line; run again, it has nothing to say. With `--check` it changes nothing and says what differs.
 *
 * Exit codes: 0 Keycloak is as the document has it, or `--check` has said what differs; 1 Keycloak refused a change;
 * 2 Keycloak can not be asked.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { RealmDocument } from "../document.ts";
import { signIn } from "./administration.ts";
import { changes } from "./changes.ts";
import { Keycloak, Unreachable } from "./keycloak.ts";

const { check } = parseArgs({ options: { check: { type: "boolean", default: false } } }).values;

const document: RealmDocument = JSON.parse(readFileSync(join(import.meta.dirname, "realm.json"), "utf8"));

/** A change waits for a Keycloak that is being restarted; who only looks can look again. */
const patience = check ? { answer: 10_000, all: 15_000 } : { answer: 30_000, all: 120_000 };

const keycloak = new Keycloak(process.env.KEYCLOAK ?? "http://auth_keycloak:8080", patience);

try {
  await signIn(keycloak, document.administration);
  for await (const { lines, make } of changes(keycloak, document)) {
    if (!check) await make();
    for (const line of lines) process.stdout.write(`${line}\n`);
  }
} catch (error) {
  const unreachable = error instanceof Unreachable;
  const text = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${unreachable ? "Keycloak can not be asked" : "Keycloak refused"}: ${text}\n`);
  process.exitCode = unreachable ? 2 : 1;
}
