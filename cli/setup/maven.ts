/** Fetches what a recipe's pom.xml names, with Maven. */
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { execa } from "execa";
import { cacheDirectory } from "../paths.ts";
import { type Progress, UserError } from "../terminal.ts";
import { ensureProgram } from "./engine.ts";

/** What Maven copies an artifact with (maven.apache.org/plugins/maven-dependency-plugin/copy-mojo.html). */
const copy = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy";

/** A file in a Maven repository. */
export interface Artifact {
  groupId: string;
  artifactId: string;
  version: string;
  /** What its name ends in, such as `zip`. */
  type: string;
  sha256: string;
}

/**
 * The one dependency of a pom.xml, and its checksum: the property `sha256`.
 * @throws Error for a pom.xml that says less
 */
export function parsePom(pom: string): Artifact {
  const within = (text: string, element: string) => {
    const content = new RegExp(`<${element}>\\s*([^]*?)\\s*</${element}>`).exec(text)?.[1];
    if (content === undefined) throw new Error(`it has no <${element}>`);
    return content;
  };
  const dependency = within(pom, "dependency");
  return {
    groupId: within(dependency, "groupId"),
    artifactId: within(dependency, "artifactId"),
    version: within(dependency, "version"),
    type: within(dependency, "type"),
    sha256: within(within(pom, "properties"), "sha256"),
  };
}

async function sha256(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(file), hash);
  return hash.digest("hex");
}

/**
 * Finds the artifact of a pom.xml in the cache, or has Maven fetch it from the repositories that its settings name.
 * @returns the artifact, and the path of its file
 * @throws UserError when it can not be had, or is not the one that the pom.xml means
 */
export async function mavenArtifact(pom: string, progress: Progress): Promise<{ artifact: Artifact; file: string }> {
  const artifact = parsePom(readFileSync(pom, "utf8"));
  const { groupId, artifactId, version, type } = artifact;
  const folder = join(cacheDirectory, "images");
  const file = join(folder, `${artifactId}-${version}-${artifact.sha256.slice(0, 12)}.${type}`);
  if (existsSync(file)) return { artifact, file };

  await ensureProgram("mvn", progress, "maven");
  progress(`${artifactId} ${version}: downloading`);
  mkdirSync(folder, { recursive: true });
  const temporary = mkdtempSync(join(folder, "maven-"));
  try {
    const coordinates = `${groupId}:${artifactId}:${version}:${type}`;
    const words = ["--batch-mode", "--quiet", copy, `-Dartifact=${coordinates}`, `-DoutputDirectory=${temporary}`];
    const got = await execa("mvn", words, { reject: false, all: true });
    if (got.failed) throw new UserError(`Maven can not fetch ${coordinates}:\n${got.all}`);
    const fetched = join(temporary, `${artifactId}-${version}.${type}`);
    const found = await sha256(fetched);
    if (found !== artifact.sha256) {
      throw new UserError(
        `${coordinates} has the SHA-256 ${found}, and ${pom} says ${artifact.sha256}: it is not used`,
      );
    }
    renameSync(fetched, file);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
  return { artifact, file };
}
