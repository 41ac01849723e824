/** Says what is wrong with a setting: its key, the value given, what would be right, and an example. */
import { z } from "zod";
import { nearest } from "../nearest.ts";
import { help, type SettingHelp, unwrapped } from "./kinds.ts";

/** The prefix of the platform's keys in Pulumi's configuration. */
export const namespace = "kompose:";

/** Where something is in the settings, from the top-level key on. */
export type Path = readonly PropertyKey[];

/** Pulumi writes `{secure: …}` in place of an encrypted value. */
export function isEncrypted(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  const [first, ...others] = Object.entries(value);
  return first?.[0] === "secure" && typeof first[1] === "string" && others.length === 0;
}

/** Whether a key speaks of a secret. Such settings name the secret's file, but somebody may give the secret itself. */
function isSecretKey(key: string): boolean {
  return /secret|password|token|key$/i.test(key);
}

/**
 * What JSON can not show, and what must not be shown: encrypted values, secrets in place of their files, and the
 * password in an address (RFC 3986, 3.2.1).
 */
function showable(key: string, value: unknown): unknown {
  if (isEncrypted(value)) return "(encrypted)";
  if (isSecretKey(key) && !(typeof value === "string" && value.startsWith("/"))) return "(not shown)";
  if (typeof value === "number" && !Number.isFinite(value)) return String(value);
  return typeof value === "string" ? value.replace(/(:\/\/[^\s:/@]*:)[^\s/]*@/, "$1…@") : value;
}

/**
 * A value as a person recognises it: JSON, cut after 100 characters; what is secret stays so.
 * @param key where it stands
 */
export function shown(value: unknown, key: PropertyKey = ""): string {
  const json = JSON.stringify(showable(String(key), value), showable) ?? String(value);
  return json.length > 100 ? `${json.slice(0, 100)}…` : json;
}

/** `kompose:services.core-redis.memory`; a key that holds a dot or a colon is quoted, a position is `[0]`. */
export function keyPath(path: Path): string {
  const [first, ...rest] = path;
  const steps = rest.map((step) =>
    typeof step === "number"
      ? `[${step}]`
      : /[.:]/.test(String(step))
        ? `[${JSON.stringify(step)}]`
        : `.${String(step)}`,
  );
  return `${namespace}${String(first)}${steps.join("")}`;
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) => (typeof inner === "object" && inner !== null ? Reflect.get(inner, step) : undefined),
    value,
  );
}

/** The part of the schema that `path` leads to. */
function schemaAt(schema: z.core.$ZodType, path: Path): z.core.$ZodType | undefined {
  return path.reduce<z.core.$ZodType | undefined>((outer, step) => {
    if (outer === undefined) return undefined;
    const inner = unwrapped(outer);
    if (inner instanceof z.ZodObject) return Object.hasOwn(inner.shape, step) ? inner.shape[step as string] : undefined;
    if (inner instanceof z.ZodRecord) return inner.valueType;
    if (inner instanceof z.ZodArray) return inner.element;
    return undefined;
  }, schema);
}

function helpAt(schema: z.core.$ZodType, path: Path): SettingHelp | undefined {
  const part = schemaAt(schema, path);
  return part && (help.get(part) ?? help.get(unwrapped(part)));
}

function mustBe(about: Pick<SettingHelp, "type" | "example">): string {
  return `it must be ${about.type}, such as ${about.example}`;
}

/** `is "x"`, `is empty`, or `is missing`. */
function given(value: unknown, key?: PropertyKey): string {
  if (value === undefined) return "is missing";
  return value === null || value === "" ? "is empty" : `is ${shown(value, key)}`;
}

/** The keys of the map at `path`, for a map whose keys are ours to name. */
function keysAt(schema: z.core.$ZodType, path: Path): string[] {
  const part = schemaAt(schema, path);
  const map = part && unwrapped(part);
  return map instanceof z.ZodObject ? Object.keys(map.shape) : [];
}

function hint(schema: z.core.$ZodType, path: Path): string {
  const about = helpAt(schema, path);
  return about === undefined ? keyPath(path) : `${keyPath(path)}, ${about.type}, such as ${about.example}`;
}

/**
 * Says that a key is no setting, and which one was probably meant.
 * @param name the key as it was written, in full
 * @param parent where the key stands
 */
function unknownKey(schema: z.core.$ZodType, name: string, parent: Path, key: string, value: unknown): string {
  const keys = keysAt(schema, parent);
  const meant = nearest(key, keys);
  if (meant === undefined) {
    // Its value is not shown: it may be somebody's password, and Pulumi hands it over decrypted.
    const where = parent.length === 0 ? namespace : keyPath(parent);
    return `${name} is no setting; ${where} knows ${keys.join(", ")}`;
  }
  const shownAs = isSecretKey(meant) ? meant : key;
  return `${name} (value ${shown(value, shownAs)}) is no setting; did you mean ${hint(schema, [...parent, meant])}?`;
}

/** Says that a key of the whole configuration is no setting, with or without a namespace. */
export function unknownSetting(schema: z.ZodObject, name: string, value: unknown): string {
  const key = name.slice(name.indexOf(":") + 1);
  const space = name.slice(0, name.indexOf(":") + 1);
  const meant = space === "" ? namespace : nearest(space, [namespace, "pulumi:"]);
  if (meant === undefined) {
    // Its value is not shown: another program's setting may be a password, and Pulumi hands it over decrypted.
    return `${name} is no setting; every key starts with ${namespace} or pulumi:, such as kompose:domain`;
  }
  if (meant !== namespace) return `${name} (value ${shown(value)}) is no setting; did you mean ${meant}${key}?`;
  // `kompose:network.subnet`: a value inside a map, written as if it were a key of its own.
  const [map = key] = key.split(".");
  return unknownKey(schema, name, [], Object.hasOwn(schema.shape, map) ? map : key, value);
}

/** Says what zod found wrong in `values`, and where. */
export function mistakes(
  schema: z.ZodObject,
  values: unknown,
  issues: readonly z.core.$ZodIssue[],
): { path: Path; text: string }[] {
  return issues.flatMap(({ path, ...issue }) => {
    const value = valueAt(values, path);
    if (issue.code === "unrecognized_keys") {
      return issue.keys.map((key) => {
        const inner = [...path, key];
        return { path: inner, text: unknownKey(schema, keyPath(inner), path, key, valueAt(value, [key])) };
      });
    }
    if (issue.code === "invalid_key") {
      const map = path.slice(0, -1);
      const keys = helpAt(schema, map)?.keys;
      const right = keys === undefined ? "" : `; it must be ${keys.type}, such as ${keys.example}`;
      return [
        {
          path,
          text: `${keyPath(map)} has the key ${shown(path.at(-1))} (value ${shown(value, path.at(-1))})${right}`,
        },
      ];
    }
    return [{ path, text: mistake(schema, path, given(value, path.at(-1))) }];
  });
}

/** `kompose:domain is 3; it must be a DNS name …, such as example.org`. */
export function mistake(schema: z.core.$ZodType, path: Path, what: string): string {
  const about = helpAt(schema, path);
  return `${keyPath(path)} ${what}${about === undefined ? "" : `; ${mustBe(about)}`}`;
}
