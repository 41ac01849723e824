/** Where images come from, and whether they are the same tomorrow. */
import type { ImageName, NamedImage } from "../read/image.ts";
import type { Reader } from "../read/resource.ts";
import type { Check, Option, Schema } from "../rule.ts";
import { imageRule } from "../subjects.ts";

/** Images that are named; one by its id is judged where it is named. */
function eachNamed(
  images: readonly Reader<NamedImage>[],
  problem: (name: ImageName, does: NamedImage["does"]) => string | undefined,
): Check[] {
  return images.map((read) => () => {
    const { does, written, name } = read();
    const wrong = name === undefined ? undefined : problem(name, does);
    return wrong === undefined ? undefined : `${does} ${written}, ${wrong}`;
  });
}

/** What runs is what was tried. */
export const imageByDigest = imageRule({
  name: "supply-image-by-digest",
  severity: "high",
  description: "Every image that is pulled or run is named by its digest.",
  rationale: "A tag means another image as soon as its publisher, or whoever has the publisher's password, says so.",
  source: "OWASP Docker Security Cheat Sheet, rule 13; Docker documentation, image digests",
  remediation: "Name it as name:version@sha256:… with the digest that was tried.",
  checks: (images) =>
    eachNamed(images, ({ digest }, does) =>
      // An image has no digest before it is built.
      digest !== undefined || does === "builds" || does === "pushes" ? undefined : "which has no digest",
    ),
});

/** A version is a number. */
export const noLatestImage = imageRule({
  name: "supply-no-latest-image",
  severity: "medium",
  description: "No image is called latest, or has neither version nor digest.",
  rationale: "Nobody can say which version runs, nor go back to it.",
  source: "Hadolint, DL3006 and DL3007",
  remediation: "Name the version that was tried.",
  checks: (images) =>
    eachNamed(images, ({ tag, digest }) => {
      if (tag === undefined) return digest === undefined ? "which has no version" : undefined;
      return /(?:^|-)latest(?:-|$)/.test(tag) ? "which is whatever is latest" : undefined;
    }),
});

const prefix = { type: "string", pattern: "^[^/:@ ]+(:\\d+)?(/[^/:@ ]+)*$" } as const satisfies Schema;

const registries: Option<readonly string[]> = {
  // Docker's Official Images, which are reviewed.
  default: ["docker.io/library"],
  schema: {
    type: "array",
    items: prefix,
    description: 'The registries, with or without a path, that images may come from: ["docker.io/library", "quay.io"].',
  },
};

/** Whether a repository is one of `prefixes`, or in it. */
function isIn(repository: string, prefixes: readonly string[]): boolean {
  return prefixes.some((allowed) => `${repository}/`.startsWith(`${allowed}/`));
}

/** Images come from people who were chosen. */
export const allowedRegistries = imageRule({
  name: "supply-allowed-registries",
  severity: "high",
  description: "Images come from, and go to, allowed registries only.",
  rationale: "Everybody can publish an image under a name that looks like a known one.",
  source: "CIS Docker Benchmark 1.7, 4.2; OWASP Docker Security Cheat Sheet, rule 13",
  remediation: "Use the publisher's own image, or add its registry and path to `registries`.",
  options: { registries },
  checks: (images, { registries }) =>
    eachNamed(images, ({ repository }) =>
      isIn(repository, registries) ? undefined : `which is in none of ${registries.join(", ")}`,
    ),
});

const standIns: Option<readonly string[]> = {
  default: ["stand-in", "standin", "dummy", "fake", "mock", "stub", "placeholder", "example", "hello-world"],
  schema: {
    type: "array",
    items: { type: "string", pattern: "^[a-z0-9-]+$" },
    description: "Words in the name or version of an image that only stands in for another.",
  },
};

const builtHere: Option<readonly string[]> = {
  // What Podman calls an image that was built and not pulled.
  default: ["localhost"],
  schema: { type: "array", items: prefix, description: "Registries and paths of images that were built on the spot." },
};

/** What people use is the program itself. */
export const noStandInImage = imageRule({
  name: "supply-no-stand-in-image",
  severity: "high",
  description: "No image only stands in for another one.",
  rationale: "A stand-in answers as if all were well, and keeps nothing.",
  source: "Incident: a stand-in that stayed after the tests it was made for",
  remediation: "Run the program's own image, or disable the policy where nobody depends on the platform.",
  options: { standIns, builtHere },
  checks: (images, { standIns, builtHere }) =>
    eachNamed(images, ({ repository, tag }) => {
      // The host is somebody's name, and says nothing of the image.
      const path = repository.slice(repository.indexOf("/"));
      if (isIn(repository, builtHere)) return "which was built on the spot";
      const word = standIns.find((word) =>
        new RegExp(`(?:^|[^a-z0-9])${word}(?:[^a-z0-9]|$)`, "i").test([path, tag].join(":")),
      );
      return word === undefined ? undefined : `which is a ${word}`;
    }),
});
