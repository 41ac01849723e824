/** Reads an environment's file as a person wrote it, without Pulumi. */
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname } from "node:path";
import { load, YAMLException } from "js-yaml";
import { SettingsError } from "./error.ts";

function environmentsBeside(path: string): string {
  const folder = dirname(path);
  const names = (existsSync(folder) ? readdirSync(folder) : [])
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
  return names.length === 0
    ? `${folder} has no Pulumi.<environment>.yaml`
    : `the environments here are ${names.join(", ")}`;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** What is wrong in the file, and the line where it is, in a person's words where YAML's own are strange. */
function broken({ reason, mark }: YAMLException, text: string): string {
  if (mark === undefined) return reason;
  const line = `line ${mark.line + 1}`;
  if (reason === "duplicated mapping key") {
    const key = text
      .slice(mark.position)
      .match(/^(["']?)(.+?)\1\s*:(?:\s|$)/m)
      ?.at(2);
    return `${line} gives ${key ?? "a key"} a second time; give it once`;
  }
  const quotes = /^(bad indentation|unidentified alias)/.test(reason)
    ? '; indent with spaces alone, and put a value that holds ": " or starts with one of * & ! % @ in quotes, such as "*.example.org"'
    : "";
  return `${line}: ${reason}${quotes}`;
}

/**
 * The `config` map of an environment's file, `Pulumi.<environment>.yaml`.
 * @throws SettingsError that names the file: when it is missing, no YAML, or has no `config` map
 */
export function readStackFile(path: string): Record<string, unknown> {
  const reject = (problem: string) => new SettingsError([problem], path);
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true) {
    throw reject(`there is no file ${basename(path)}; ${environmentsBeside(path)}`);
  }

  const text = readFileSync(path, "utf8");
  const tab = text.split("\n").findIndex((line) => /^ *\t/.test(line));
  if (tab !== -1) throw reject(`line ${tab + 1} is indented with a tab; YAML takes spaces only`);

  let content: unknown;
  try {
    content = text.trim() === "" ? undefined : load(text, { filename: path });
  } catch (error) {
    if (!(error instanceof YAMLException)) throw error;
    throw reject(broken(error, text));
  }
  if (!isMap(content) || !isMap(content.config)) {
    throw reject("it has no config map; it must have one, such as\n      config:\n        kompose:domain: example.org");
  }
  return content.config;
}
