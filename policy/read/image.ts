/** Images that a resource names, and the parts of such a name. */
import { containerProperties } from "./container.ts";
import type { Properties, Reader, Resource } from "./resource.ts";

/** An image's name, as Docker completes it (github.com/distribution/reference, ParseDockerRef). */
export interface ImageName {
  /** Registry and repository: `docker.io/library/postgres`. */
  repository: string;
  tag?: string | undefined;
  /** `sha256:` and 64 hexadecimal digits. */
  digest?: string | undefined;
}

/** An image that a resource names. */
export interface NamedImage {
  /** What the resource does with it. */
  does: "runs" | "pulls" | "builds" | "pushes";
  /** As it is written. */
  written: string | undefined;
  /** Undefined for the id of an image that is on the engine already: whatever put it there is judged for its name. */
  name: ImageName | undefined;
}

/** The name in its parts, or undefined for the id of an image. */
export function parseImage(text: string): ImageName | undefined {
  if (/^(?:sha256:)?[0-9a-f]{64}$/.test(text)) return undefined;
  const [name, digest] = split(text, /@(sha256:[0-9a-f]{64})$/);
  const [repository, tag] = split(name, /:([^/:]+)$/);
  return { repository: complete(repository), tag, digest };
}

function split(text: string, at: RegExp): [before: string, found?: string] {
  const found = at.exec(text);
  return found === null ? [text] : [text.slice(0, found.index), found[1] as string];
}

/** A first part is a host where it can be no folder: it has a dot or a port, or is `localhost`. */
function complete(repository: string): string {
  const [first, ...rest] = repository.split("/") as [string, ...string[]];
  if (rest.length === 0) return `docker.io/library/${repository}`;
  if (first !== "localhost" && !/[.:]/.test(first)) return `docker.io/${repository}`;
  return first === "docker.io" && rest.length === 1 ? `docker.io/library/${rest[0]}` : repository;
}

type Kind = readonly [does: NamedImage["does"], written: (props: Properties) => string | undefined];

const kinds: Readonly<Record<string, Kind>> = {
  "docker:index/remoteImage:RemoteImage": ["pulls", ({ name }) => name],
  "docker:index/image:Image": ["builds", ({ imageName }) => imageName],
  "docker:index/registryImage:RegistryImage": ["pushes", ({ name }) => name],
};

/** One reader for each image that a resource names; undefined where it names none. */
export function namedImages(resource: Resource): readonly Reader<NamedImage>[] | undefined {
  const container = containerProperties(resource);
  const kind = container === undefined ? kinds[resource.type] : (["runs", () => container.image()] as const);
  if (kind === undefined) return undefined;
  const [does, written] = kind;
  return [
    () => {
      const text = written(resource.props);
      // Without one the provider refuses the resource.
      return { does, written: text, name: text === undefined ? undefined : parseImage(text) };
    },
  ];
}
