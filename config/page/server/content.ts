/** The files that are served, compressed once and kept in memory; read again when they have changed. */
import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, gzipSync } from "node:zlib";
import type { ErrorPages } from "../error-pages.ts";
import type { Site } from "../site.ts";
import { marks } from "./person.ts";
import { served } from "./served.ts";

/** A file as it is sent. */
export interface Asset {
  type: string;
  /** Says which content it is, for `ETag`. */
  tag: string;
  bodies: Readonly<Record<"br" | "gzip" | "identity", Buffer>>;
}

/** All that the server answers from. */
export interface Content {
  /** By path. */
  assets: ReadonlyMap<string, Asset>;
  /** The first page's text, where it says who is signed in. */
  personal?: string;
  site: Site;
  errors: ErrorPages;
}

const files = [...Object.values(served).map(({ file }) => file), "services.json", "errors.json"];
const read = (file: string) => readFileSync(join(import.meta.dirname, file));
const json = (file: string) => JSON.parse(read(file).toString());

function asset(file: string, type: string): Asset {
  const identity = read(file);
  const tag = createHash("sha256").update(identity).digest("base64url").slice(0, 16);
  return { type, tag, bodies: { br: brotliCompressSync(identity), gzip: gzipSync(identity), identity } };
}

function load(): Content {
  const page = read("index.html").toString();
  return {
    ...(page.includes(marks.start) ? { personal: page } : {}),
    assets: new Map(Object.entries(served).map(([path, { file, type }]) => [path, asset(file, type)])),
    site: json("services.json"),
    errors: json("errors.json"),
  };
}

const stamp = () => files.map((file) => statSync(join(import.meta.dirname, file)).mtimeMs).join();

/** How often a change is looked for, at most, in milliseconds. */
const interval = 1000;

let loaded = { at: Date.now(), stamp: stamp(), content: load() };

/** What is served now. While changed files are incomplete or can not be read, that is the old ones. */
export function content(): Content {
  if (Date.now() - loaded.at < interval) return loaded.content;
  loaded.at = Date.now();
  try {
    const now = stamp();
    if (now !== loaded.stamp) loaded = { at: Date.now(), stamp: now, content: load() };
  } catch (error) {
    process.stderr.write(`changed files can not be read, the old ones are served: ${error}\n`);
  }
  return loaded.content;
}
