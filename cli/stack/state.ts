/**
 * The state directory: Pulumi's file backend, unless the state is elsewhere, the passphrase of its secrets, and each
 * stack's working copy.
 */
import { randomBytes } from "node:crypto";
import { chmodSync, existsSync, linkSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { stateDirectory } from "../paths.ts";
import { UserError } from "../terminal.ts";

/** The backend that PULUMI_BACKEND_URL names, Pulumi's own variable; undefined when the state is here. */
export function otherBackend(environment: NodeJS.ProcessEnv = process.env): string | undefined {
  return environment.PULUMI_BACKEND_URL || undefined;
}

/** Where Pulumi keeps its state, unless that is elsewhere. */
export function backendFolder(directory = stateDirectory): string {
  return join(directory, "pulumi");
}

/** The file with the passphrase that every secret in the state is encrypted with. */
export function passphraseFile(directory = stateDirectory): string {
  return join(directory, "passphrase");
}

/** Writes `text` to `path` in one step: a reader sees the old content or the new, never half of it. */
export function writeAtomically(path: string, text: string, mode = 0o600): void {
  const temporary = `${path}.${process.pid}.new`;
  writeFileSync(temporary, text, { mode });
  chmodSync(temporary, mode);
  renameSync(temporary, path);
}

/**
 * Makes the state directory (mode 0700) and a passphrase of 256 random bits (mode 0600), unless they are there.
 * A state elsewhere may have its passphrase already: for one that is new, `makePassphrase` makes it.
 * @throws UserError when there is a state but its passphrase is gone: a new one could not read it
 */
export function ensureState(directory = stateDirectory, other = otherBackend()): void {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  chmodSync(directory, 0o700);
  const file = passphraseFile(directory);
  if (existsSync(file)) chmodSync(file, 0o600);
  if (other !== undefined) return;
  if (!existsSync(file) && existsSync(join(backendFolder(directory), ".pulumi", "stacks"))) {
    throw new UserError(
      `${file} is missing, and without it nobody can read the secrets in ${backendFolder(directory)}: restore it from ` +
        "a backup. If the platform and its data are to be given up, remove both and start again",
    );
  }
  mkdirSync(backendFolder(directory), { recursive: true, mode: 0o700 });
  makePassphrase(directory);
}

/** Makes the passphrase, unless it is there. Of two that do so at once, one makes it and both use it. */
export function makePassphrase(directory = stateDirectory): void {
  const file = passphraseFile(directory);
  if (existsSync(file)) return;
  const temporary = `${file}.${process.pid}.new`;
  writeFileSync(temporary, randomBytes(32).toString("base64url"), { mode: 0o600 });
  try {
    // A link, unlike a rename, never replaces a passphrase that somebody made in the meantime.
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    rmSync(temporary);
  }
}
