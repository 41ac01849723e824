import type { Settings } from "./settings/settings.ts";

/** The content of `images.lock.json`: image name with version → `sha256:…` of its index or manifest. */
export type ImageLock = Readonly<Record<string, string>>;

/**
 * The exact image to run for `image`, an upstream name with version: what the settings put in its place, else the
 * locked digest, else, only where the settings allow unlocked images, the name as it is.
 * @throws Error for an image without a digest where the settings require one
 */
export function imageReference(image: string, settings: Settings, lock: ImageLock): string {
  const replacement = settings.images[image];
  if (replacement !== undefined) return replacement;
  const digest = lock[image];
  if (digest !== undefined) return `${image}@${digest}`;
  if (!settings.requireLockedImages) return image;
  throw new Error(
    `the image ${image} has no digest in images.lock.json: run bin/pin and commit the file, or set kompose:requireLockedImages to false where unlocked images are fine`,
  );
}
