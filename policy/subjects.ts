/** What rules are about: each kind of subject has a maker of rules. */
import { containerProperties } from "./read/container.ts";
import { deliveredFiles } from "./read/files.ts";
import { namedImages } from "./read/image.ts";
import type { Resource } from "./read/resource.ts";
import { traefikSettings } from "./read/traefik.ts";
import { visibleTexts } from "./read/visible.ts";
import { rulesFor } from "./rule.ts";

const ofType =
  (...types: readonly string[]) =>
  ({ type, props }: Resource) =>
    types.includes(type) ? props : undefined;

/** Rules for whatever runs a container. */
export const containerRule = rulesFor(containerProperties);
/** Rules for whatever names an image. */
export const imageRule = rulesFor(namedImages);
/** Rules for volumes. */
export const volumeRule = rulesFor(ofType("docker:index/volume:Volume"));
/** Rules for networks. */
export const networkRule = rulesFor(ofType("docker:index/network:Network"));
/** Rules for files that a resource delivers. */
export const fileRule = rulesFor(deliveredFiles);
/** Rules for texts that a resource shows. */
export const visibleRule = rulesFor(visibleTexts);
/** Rules for what Traefik is told. */
export const traefikRule = rulesFor(traefikSettings);
/** Rules for every resource. */
export const resourceRule = rulesFor((resource) => resource);
