/** The grammar of image names (github.com/distribution/reference), as far as an exact version needs it. */
const component = "[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*";
const registry = "(?:[a-zA-Z0-9](?:[a-zA-Z0-9.-]*[a-zA-Z0-9])?(?::\\d{1,5})?/)?";
const pattern = new RegExp(
  `^(${registry}${component}(?:/${component})*)(?::([A-Za-z0-9_][A-Za-z0-9_.-]{0,127}))?(?:@(sha256:[a-f0-9]{64}))?$`,
);

export interface ImageName {
  /** Registry and repository: `registry.example.org/postgres`. */
  repository: string;
  tag?: string;
  /** `sha256:` and 64 hexadecimal digits. */
  digest?: string;
}

/** The parts of an image name, or undefined when it is none. */
export function parseImageName(text: string): ImageName | undefined {
  const [, repository, tag, digest] = pattern.exec(text) ?? [];
  if (repository === undefined) return undefined;
  return { repository, ...(tag === undefined ? {} : { tag }), ...(digest === undefined ? {} : { digest }) };
}

/** A name with a version other than `latest`, and no digest: what upstream calls it. */
export function isUpstreamImage(text: string): boolean {
  const image = parseImageName(text);
  return image?.tag !== undefined && image.tag !== "latest" && image.digest === undefined;
}

/** A name with a version other than `latest`, or with a digest: it means one image, today and tomorrow. */
export function isExactImage(text: string): boolean {
  const image = parseImageName(text);
  return image !== undefined && image.tag !== "latest" && (image.tag ?? image.digest) !== undefined;
}
