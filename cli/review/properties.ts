/** What differs between a resource's inputs before and after, a line each, as a diff shows it. */
import { isDeepStrictEqual } from "node:util";
import type { Properties, Value } from "./events.ts";

function isMap(value: Value | undefined): value is Properties {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A list of label and value is a map to whoever reads it. */
function readable(value: Value | undefined): Value | undefined {
  if (!Array.isArray(value) || value.length === 0) return value;
  const labels = value.every((each) => isMap(each) && "label" in each && "value" in each);
  return labels ? Object.fromEntries(value.map(({ label, value }) => [label, value])) : value;
}

/** The keys that nobody has set: the provider chose their values, such as a container's generated name. */
function defaulted(value: Properties): readonly Value[] {
  return Array.isArray(value.__defaults) ? value.__defaults : [];
}

function lines(mark: string, path: string, value: Value): string[] {
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return `${path}: ${text}`.split("\n").map((line) => `${mark} ${line}`);
}

/**
 * The differences, a removed line before the one in its place. What Pulumi notes for itself is left out.
 * @param path where both values are; empty at the top
 */
export function differences(before: Value | undefined, after: Value | undefined, path = ""): string[] {
  const [was, is] = [readable(before), readable(after)];
  if (isDeepStrictEqual(was, is)) return [];
  if (isMap(was) && isMap(is)) {
    const chosen = [...defaulted(was), ...defaulted(is)];
    return [...new Set([...Object.keys(was), ...Object.keys(is)])]
      .filter((key) => !key.startsWith("__") && !chosen.includes(key))
      .sort()
      .flatMap((key) => differences(was[key], is[key], path === "" ? key : `${path}.${key}`));
  }
  if (Array.isArray(was) && Array.isArray(is)) {
    const without = (list: readonly Value[], other: readonly Value[]) =>
      list.map(stripped).filter((each) => !other.map(stripped).some((one) => isDeepStrictEqual(one, each)));
    return [
      ...without(was, is).flatMap((each) => lines("-", path, each)),
      ...without(is, was).flatMap((each) => lines("+", path, each)),
    ];
  }
  return [
    ...(was === undefined || was === null ? [] : lines("-", path, stripped(was))),
    ...(is === undefined || is === null ? [] : lines("+", path, stripped(is))),
  ];
}

/** `value` without what Pulumi notes for itself. */
function stripped(value: Value): Value {
  if (Array.isArray(value)) return value.map(stripped);
  if (!isMap(value)) return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, each]) => (key.startsWith("__") ? [] : [[key, stripped(each)]])),
  );
}
