/** The kinds of settings, each with what a person needs to know to write one. */
import { z } from "zod";
import { parseSize } from "../size.ts";

/** What a person needs to know to write a setting. */
export interface SettingHelp {
  /** What the value is, as it completes "it must be …". */
  type: string;
  /** What it is for. */
  meaning: string;
  /** A value, in YAML. */
  example: string;
  /** What a key of a map stands for, where the keys are not ours to name. */
  keys?: { name: string; type: string; example: string };
}

/** The help of every part of the schema. */
export const help = z.registry<SettingHelp>();

/** The schema below the wrappers that give a default or make a key optional. */
export function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodExactOptional
    ? unwrapped(schema.unwrap())
    : schema;
}

/** A text that satisfies `check`. */
export function text(check: (text: string) => boolean, about: SettingHelp) {
  return z.string().refine(check).register(help, about);
}

/** A boolean, or its text: Pulumi hands over every top-level value as text. */
export function flag(about: SettingHelp) {
  return z.union([z.boolean(), z.enum(["true", "false"]).transform((value) => value === "true")]).register(help, about);
}

/** A number, or its text in decimal digits. */
export function decimal(check: (value: number) => boolean, about: SettingHelp) {
  const digits = z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number);
  return z.union([z.number(), digits]).refine(check).register(help, about);
}

/** Docker refuses a container with less memory (docs.docker.com/engine/containers/resource_constraints). */
export const minimumMemory = 6;

export function memory(about: SettingHelp) {
  return z
    .string()
    .transform((value, context) => {
      try {
        return parseSize(value);
      } catch {
        context.addIssue({ code: "custom", input: value });
        return z.NEVER;
      }
    })
    .refine((size) => size >= minimumMemory)
    .register(help, about);
}

/** A file on the machine that runs `bin/up`. */
export function file(about: Pick<SettingHelp, "meaning" | "example">) {
  return text((path) => /^\/[^\0]*[^/\0]$/.test(path), { type: "the absolute path of a file", ...about });
}
