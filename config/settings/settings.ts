/** Reads an environment's settings: one parse, every mistake at once. */
import { isExactImage, parseImageName } from "../image-name.ts";
import { SettingsError } from "./error.ts";
import { isEncrypted, keyPath, mistake, mistakes, namespace, type Path, shown, unknownSetting } from "./mistakes.ts";
import { type Settings, settingsSchema } from "./schema.ts";

export { SettingsError } from "./error.ts";
export type { Settings } from "./schema.ts";

/** Pulumi hands over a map or list as its JSON text; a file has it as it is. */
function structured(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Where in a value something is encrypted. */
function encrypted(value: unknown, path: Path): Path[] {
  if (isEncrypted(value)) return [path];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    encrypted(inner, [...path, Array.isArray(value) ? Number(key) : key]),
  );
}

/** Whether `path` is `outer` or something inside it. */
function within(outer: Path, path: Path): boolean {
  return outer.every((step, i) => path[i] === step);
}

/** What no two entries of a list may have in common. */
const distinct = { users: ["username", "email"], identityProviders: ["alias"] } as const;

function valueAt(entry: unknown, key: string): unknown {
  return typeof entry === "object" && entry !== null ? Reflect.get(entry, key) : undefined;
}

/** Values that an entry of a list shares with one before it. */
function repeated(values: Readonly<Record<string, unknown>>): { path: Path; text: string }[] {
  return Object.entries(distinct).flatMap(([list, keys]) => {
    const entries = values[list];
    if (!Array.isArray(entries)) return [];
    return entries.flatMap((entry, i) =>
      keys.flatMap((key) => {
        const value = valueAt(entry, key);
        const first = entries.findIndex((other) => valueAt(other, key) === value);
        if (typeof value !== "string" || first === i) return [];
        const path = [list, i, key];
        return [
          {
            path,
            text: `${keyPath(path)} is ${shown(value)}, as ${keyPath([list, first, key])} is; it must be another`,
          },
        ];
      }),
    );
  });
}

/** Images that name one version but have no digest. What is no image at all is the schema's to say. */
function withoutDigest(images: unknown): string[] {
  if (typeof images !== "object" || images === null || Array.isArray(images)) return [];
  return Object.entries(images)
    .filter(([, image]) => typeof image === "string" && isExactImage(image) && !parseImageName(image)?.digest)
    .map(
      ([name, image]) =>
        `${keyPath(["images", name])} is ${shown(image)}, without a digest; it must have one, such as ${image}@sha256:… (64 hexadecimal digits), or kompose:requireLockedImages must be false`,
    );
}

/**
 * The settings of an environment, with the defaults filled in.
 * @param config every key of the environment's configuration. Maps may be their JSON text, and numbers and booleans
 *   their text, as Pulumi hands them over.
 * @param known the names that the environment may use as keys
 * @throws SettingsError with every mistake at once
 */
export function parseSettings(
  config: Readonly<Record<string, unknown>>,
  known: { readonly services: readonly string[] },
): Settings {
  const schema = settingsSchema(known.services);
  const problems: string[] = [];
  const values: Record<string, unknown> = {};

  for (const [name, text] of Object.entries(config)) {
    if (name.startsWith("pulumi:")) continue;
    const key = name.startsWith(namespace) ? name.slice(namespace.length) : undefined;
    if (key !== undefined && Object.hasOwn(schema.shape, key)) values[key] = structured(text);
    else problems.push(unknownSetting(schema, name, text));
  }

  const secrets = encrypted(values, []);
  problems.push(...secrets.map((path) => mistake(schema, path, "is encrypted")));

  const { success, data, error } = schema.safeParse(values);
  const others = mistakes(schema, values, error?.issues ?? []).filter(
    ({ path }) => !secrets.some((secret) => within(secret, path)),
  );
  const byKey = new Map(others.map(({ path, text }) => [keyPath(path), text]));
  for (const { path, text } of repeated(values)) if (!byKey.has(keyPath(path))) byKey.set(keyPath(path), text);
  problems.push(...byKey.values());

  if (schema.shape.requireLockedImages.safeParse(values.requireLockedImages).data === true) {
    problems.push(...withoutDigest(values.images));
  }
  if (!success || problems.length > 0) throw new SettingsError(problems);
  return data;
}
