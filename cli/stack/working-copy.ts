/**
 * The Pulumi CLI writes to the project's folder: the salt of a stack's secrets, and what `config set` says. So that a
 * clone stays clean, it works in the state directory, on a generated `Pulumi.yaml` that names the checkout's program
 * and on a working copy of the stack's settings: the committed file, the salt, and the images found for the stack.
 * A person's `bin/pulumi config set` is carried back into the committed file.
 */
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { dump, load } from "js-yaml";
import { checkout, stateDirectory } from "../paths.ts";
import { formatStack, parseStack, type StackFile, withConfig } from "./stack-text.ts";
import { settingsFile } from "./stacks.ts";
import { writeAtomically } from "./state.ts";

const imagesKey = "kompose:images";

type References = Readonly<Record<string, string>>;

/** What we remember of a working copy beside it. */
interface Remembered {
  /** The content as we wrote it: what differs from it now, the CLI wrote. */
  written: StackFile;
  /** The references found for the stack, where they differ from what the lock gives. */
  images: References;
}

const header = "# Generated from the checkout at every run, and carried back by bin/pulumi: edit the file there.\n";

/** The project's name, from the checkout's `Pulumi.yaml`. */
export function projectName(folder = checkout): string {
  return (load(readFileSync(join(folder, "Pulumi.yaml"), "utf8")) as { name: string }).name;
}

function asImages(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

/** A value as the CLI writes it back: what stands at a key is text to it, whatever it was. */
function asWritten(value: unknown): unknown {
  return typeof value === "boolean" || typeof value === "number" ? String(value) : value;
}

/** What changed from `before` to `after`, key by key; a key that is gone is undefined. */
function changes(before: Record<string, unknown>, after: Record<string, unknown>): [string, unknown][] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].flatMap((key) =>
    isDeepStrictEqual(asWritten(before[key]), asWritten(after[key])) ? [] : [[key, after[key]]],
  );
}

export class WorkingCopy {
  readonly #stack: string;
  readonly #checkout: string;
  readonly #directory: string;

  constructor(stack: string, folders: { checkout?: string; directory?: string } = {}) {
    this.#stack = stack;
    this.#checkout = folders.checkout ?? checkout;
    this.#directory = folders.directory ?? stateDirectory;
  }

  /** The file that the CLI reads and writes. */
  get path(): string {
    return join(this.#directory, `Pulumi.${this.#stack}.yaml`);
  }

  /** The file that remembers what we wrote. */
  get memory(): string {
    return join(this.#directory, `${this.#stack}.working-copy.json`);
  }

  #remembered(): Remembered {
    if (!existsSync(this.memory)) return { written: {}, images: {} };
    return JSON.parse(readFileSync(this.memory, "utf8"));
  }

  #committed(): string {
    const path = settingsFile(this.#stack, this.#checkout);
    return existsSync(path) ? readFileSync(path, "utf8") : "";
  }

  /** The references found for the stack in an earlier run. */
  get images(): References {
    return this.#remembered().images;
  }

  /**
   * Carries what the CLI changed since `write` into the committed file, key by key; never the salt, nor images that
   * we found.
   * @returns the config keys that changed
   */
  carryBack(): string[] {
    if (!existsSync(this.path) || !existsSync(this.memory)) return [];
    const { written } = this.#remembered();
    const now = parseStack(readFileSync(this.path, "utf8"));
    const changed = changes(written.config ?? {}, now.config ?? {});
    let text = this.#committed();
    for (const [key, value] of changed) {
      text = withConfig(text, key, key === imagesKey ? this.#imagesBack(written, value, text) : value);
    }
    if (changed.length > 0) {
      writeAtomically(settingsFile(this.#stack, this.#checkout), text, 0o644);
      writeAtomically(this.memory, JSON.stringify({ ...this.#remembered(), written: now }));
    }
    return changed.map(([key]) => key);
  }

  #imagesBack(written: StackFile, now: unknown, committed: string): Record<string, unknown> | undefined {
    const images = asImages(parseStack(committed).config?.[imagesKey]);
    for (const [image, reference] of changes(asImages(written.config?.[imagesKey]), asImages(now))) {
      if (reference === undefined) delete images[image];
      else images[image] = reference;
    }
    return Object.keys(images).length === 0 ? undefined : images;
  }

  /**
   * Writes the project and the working copy anew from the checkout; the salt stays.
   * @param given.images the references found for the stack; default: those of the last time
   * @param given.salt the salt of the stack's state, for when the working copy was lost
   */
  write(given: { images?: References; salt?: string | undefined } = {}): void {
    this.carryBack();
    const project = load(readFileSync(join(this.#checkout, "Pulumi.yaml"), "utf8")) as Record<string, unknown>;
    const main = join(this.#checkout, String(project.main ?? "."));
    writeAtomically(join(this.#directory, "Pulumi.yaml"), header + dump({ ...project, main }));

    const committed = parseStack(this.#committed());
    const images = given.images ?? this.images;
    const old = existsSync(this.path) ? parseStack(readFileSync(this.path, "utf8")) : {};
    const salt = old.encryptionsalt ?? this.#remembered().written.encryptionsalt ?? given.salt;
    const merged = { ...images, ...asImages(committed.config?.[imagesKey]) };
    const written: StackFile = {
      ...committed,
      config: { ...committed.config, ...(Object.keys(merged).length === 0 ? {} : { [imagesKey]: merged }) },
      ...(salt === undefined ? {} : { encryptionsalt: salt }),
    };
    if (isDeepStrictEqual(old, written) && isDeepStrictEqual(this.#remembered(), { written, images })) return;
    // Without a working copy in between: one that the memory does not know would be taken for the CLI's work.
    rmSync(this.path, { force: true });
    writeAtomically(this.memory, JSON.stringify({ written, images }));
    writeAtomically(this.path, header + formatStack(written));
  }
}
