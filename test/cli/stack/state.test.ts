import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import {
  backendFolder,
  ensureState,
  makePassphrase,
  passphraseFile,
  writeAtomically,
} from "../../../cli/stack/state.ts";

let folder: string;
let directory: string;
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);

beforeEach(() => {
  vi.stubEnv("PULUMI_BACKEND_URL", "");
  folder = mkdtempSync(join(tmpdir(), "kompose-state-"));
  directory = join(folder, "deep", "state");
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test("the directory and the passphrase are for their owner alone", () => {
  ensureState(directory);
  expect(mode(directory)).toBe("700");
  expect(mode(passphraseFile(directory))).toBe("600");
  expect(readFileSync(passphraseFile(directory), "utf8")).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(existsSync(backendFolder(directory))).toBe(true);
});

test("a passphrase that is there stays, and modes that were loosened are put right", () => {
  ensureState(directory);
  const before = readFileSync(passphraseFile(directory), "utf8");
  chmodSync(directory, 0o755);
  chmodSync(passphraseFile(directory), 0o644);
  ensureState(directory);
  expect(readFileSync(passphraseFile(directory), "utf8")).toBe(before);
  expect(mode(directory)).toBe("700");
  expect(mode(passphraseFile(directory))).toBe("600");
});

test("a state elsewhere gets no passphrase before it is known to be new", () => {
  ensureState(directory, "s3://state");
  expect(mode(directory)).toBe("700");
  expect(existsSync(passphraseFile(directory))).toBe(false);
  expect(existsSync(backendFolder(directory))).toBe(false);
  makePassphrase(directory);
  const made = readFileSync(passphraseFile(directory), "utf8");
  expect(made).toMatch(/^[A-Za-z0-9_-]{43}$/);
  expect(mode(passphraseFile(directory))).toBe("600");
  makePassphrase(directory);
  ensureState(directory, "s3://state");
  expect(readFileSync(passphraseFile(directory), "utf8")).toBe(made);
});

test("a passphrase that came before its state is the state's", () => {
  mkdirSync(directory, { recursive: true });
  writeFileSync(passphraseFile(directory), "brought");
  ensureState(directory);
  expect(existsSync(backendFolder(directory))).toBe(true);
  expect(readFileSync(passphraseFile(directory), "utf8")).toBe("brought");
});

test("two directories have two passphrases", () => {
  ensureState(directory);
  ensureState(join(folder, "other"));
  expect(readFileSync(passphraseFile(directory))).not.toEqual(readFileSync(passphraseFile(join(folder, "other"))));
});

test("a state without its passphrase is an error, never a new passphrase", () => {
  mkdirSync(join(backendFolder(directory), ".pulumi", "stacks"), { recursive: true });
  expect(() => ensureState(directory)).toThrow(/passphrase is missing.*restore it from a backup/);
  expect(existsSync(passphraseFile(directory))).toBe(false);
});

test("an atomic write leaves its text, its mode and no other file", () => {
  const file = join(folder, "a");
  writeAtomically(file, "one");
  writeAtomically(file, "two", 0o644);
  expect(readFileSync(file, "utf8")).toBe("two");
  expect(mode(file)).toBe("644");
  expect(existsSync(`${file}.${process.pid}.new`)).toBe(false);
});
