/** The settings as a person looks them up: read off the schema, so that they can not say anything else. */
import { z } from "zod";
import { help, type SettingHelp, unwrapped } from "./kinds.ts";
import { keyPath, type Path } from "./mistakes.ts";
import { settingsSchema } from "./schema.ts";

/** A setting, and what there is to know about it. */
export interface SettingReference extends Pick<SettingHelp, "type" | "meaning" | "example"> {
  /** Its full key; `<service>` stands for any service, `[0]` for any position. */
  key: string;
  /** What holds when it is not set, in YAML. Undefined where nothing does. */
  byDefault?: string;
}

/** A default in YAML; JSON is YAML, and a text that needs no quotes gets none. */
function yaml(value: unknown): string {
  return typeof value === "string" ? value : JSON.stringify(value);
}

function below(schema: z.core.$ZodType, path: Path, about: SettingHelp | undefined): SettingReference[] {
  if (schema instanceof z.ZodObject) {
    return Object.entries(schema.shape).flatMap(([key, inner]) => reference(inner, [...path, key]));
  }
  // Of a list of maps the first stands for all.
  if (schema instanceof z.ZodArray && unwrapped(schema.element) instanceof z.ZodObject) {
    return reference(schema.element, [...path, 0]);
  }
  if (schema instanceof z.ZodRecord) return reference(schema.valueType, [...path, about?.keys?.name ?? "<key>"]);
  return [];
}

function reference(schema: z.core.$ZodType, path: Path): SettingReference[] {
  const inner = unwrapped(schema);
  const about = help.get(schema) ?? help.get(inner);
  const children = below(inner, path, about);
  // A map that is always there only holds others together: they say all there is to say.
  if (about === undefined || schema instanceof z.ZodPrefault) return children;
  const { type, meaning, example } = about;
  const byDefault = schema instanceof z.ZodDefault ? { byDefault: yaml(schema.def.defaultValue) } : {};
  return [{ key: keyPath(path), type, meaning, example, ...byDefault }, ...children];
}

/** Every setting, in the order of the schema. */
export function settingsReference(): SettingReference[] {
  const { shape } = settingsSchema(["<service>"]);
  return Object.entries(shape).flatMap(([key, schema]) => reference(schema, [key]));
}
