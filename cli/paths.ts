/** Where things are: the checkout, and the two folders of ours outside it. */
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** The root of this checkout. */
export const checkout = resolve(import.meta.dirname, "..");

/**
 * What can be made again: Node.js, the Pulumi toolchain, base images. Every entry is keyed by the hash of
 * what it was made from. Follows the XDG Base Directory Specification; `KOMPOSE_CACHE` overrides it.
 */
export const cacheDirectory =
  process.env.KOMPOSE_CACHE ?? join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "kompose");

/**
 * What can not be made again: the Pulumi state and the passphrase of its secrets. It lives outside the
 * checkout so that removing a clone, or `git clean`, can not lose the passwords of a running platform.
 * Follows the XDG Base Directory Specification; `KOMPOSE_STATE` overrides it.
 */
export const stateDirectory =
  process.env.KOMPOSE_STATE ?? join(process.env.XDG_STATE_HOME ?? join(homedir(), ".local", "state"), "kompose");
