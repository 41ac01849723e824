/** Finds, pulls or builds the images that a stack runs. */
import { execa } from "execa";
import { type Progress, UserError } from "../terminal.ts";
import { engineEnvironment } from "./engine.ts";
import { buildImage, sayOtherVersion } from "./image-build.ts";
import { major, type Recipe, recipeFor, recipeHash, recipes, splitImage } from "./image-recipes.ts";

/** How long a registry may take to name an image's layers, in milliseconds. */
const registryPatience = 10_000;

export interface ResolveOptions {
  /** Every image must have a digest; nothing is built here. */
  requireLocked: boolean;
  /** The content of `images.lock.json`: image → `sha256:…`. */
  lock: Record<string, string>;
}

/** What is on an engine: names by digest (`postgres@sha256:…`), and the images built here by recipe and hash. */
interface OnEngine {
  digests: Set<string>;
  tags: Set<string>;
  /** `kompose/postgres <hash>` → tag. */
  built: Map<string, string>;
}

async function onEngine(host: string): Promise<OnEngine> {
  const { stdout } = await execa(
    "docker",
    ["image", "ls", "--digests", "--no-trunc", "--format", "{{.Repository}} {{.Tag}} {{.Digest}}"],
    { env: engineEnvironment(host) },
  );
  const found: OnEngine = { digests: new Set(), tags: new Set(), built: new Map() };
  for (const line of stdout.split("\n")) {
    const [repository = "", tag = "", digest = ""] = line.split(" ");
    found.digests.add(`${repository}@${digest}`);
    found.tags.add(`${repository}:${tag}`);
    const hash = /-([0-9a-f]{12})$/.exec(tag)?.[1];
    if (repository.startsWith("kompose/") && hash !== undefined) {
      found.built.set(`${repository} ${hash}`, `${repository}:${tag}`);
    }
  }
  return found;
}

/** Why a pull failed: nobody answered, or a registry did and said no. */
class PullError extends Error {
  readonly unreachable: boolean;
  constructor(message: string, unreachable: boolean) {
    super(message);
    this.unreachable = unreachable;
  }
}

/** What a registry says of an image that it does not have, or shows to nobody. */
const refusal =
  /manifest unknown|not found|access denied|unauthorized|denied:|invalid digest|does not match|verification failed|toomanyrequests/i;

async function pull(reference: string, host: string, progress: Progress): Promise<void> {
  const running = execa("docker", ["pull", reference], {
    env: engineEnvironment(host),
    all: true,
    reject: false,
  });
  // The first line comes when the registry has answered; the layers may take as long as they take.
  let silent = false;
  const patience = setTimeout(() => {
    silent = true;
    running.kill();
  }, registryPatience);
  for await (const line of running.iterable({ from: "all" })) {
    clearTimeout(patience);
    if (/Pulling from|complete$|Downloaded/.test(line)) progress(`${reference.split("@")[0]}: ${line}`);
  }
  clearTimeout(patience);
  const result = await running;
  if (!result.failed) return;
  const why = silent ? `no registry answered within ${registryPatience / 1000} s` : (result.all ?? "").trim();
  throw new PullError(why.split("\n").at(-1) ?? why, silent || !refusal.test(why));
}

/**
 * The exact reference to run for each image, which is on the engine when this returns. In this order: by the locked
 * digest, pulled where it is missing; what was built here from the same recipe; by tag, where a registry answers;
 * built here from packages.
 * @param names upstream names with version, such as `postgres:18.6`
 * @returns upstream name → `postgres:18.6@sha256:…`, `postgres:18.6` or `kompose/postgres:18.6-<hash>`
 * @throws UserError for images without a digest where they are required, for a digest that the registry does not
 *   have, and for an image that can be neither pulled nor built
 */
export async function resolveImages(
  names: readonly string[],
  host: string,
  options: ResolveOptions,
  progress: Progress,
): Promise<Record<string, string>> {
  const wanted = [...new Set(names)];
  const { lock, requireLocked } = options;
  const unlocked = wanted.filter((image) => lock[image] === undefined);
  if (requireLocked && unlocked.length > 0) {
    throw new UserError(
      `no digest in images.lock.json for ${unlocked.join(", ")}: run bin/pin where a container registry answers, ` +
        "and commit the file",
    );
  }
  const found = await onEngine(host);
  const among = recipes();
  let registry: "unknown" | "answers" | "silent" = "unknown";
  const references: Record<string, string> = {};

  /** Pulls unless no registry answers. */
  async function tryPull(reference: string): Promise<"pulled" | "refused" | "silent"> {
    if (registry === "silent") return "silent";
    try {
      await pull(reference, host, progress);
      registry = "answers";
      return "pulled";
    } catch (error) {
      if (!(error instanceof PullError)) throw error;
      if (reference.includes("@") && (requireLocked || !error.unreachable)) {
        throw new UserError(`${reference} can not be pulled: ${error.message}`);
      }
      if (!error.unreachable) return "refused";
      registry = "silent";
      progress(`no container registry answers: ${error.message}`);
      return "silent";
    }
  }

  async function locked(image: string, digest: string): Promise<string | undefined> {
    const reference = `${image}@${digest}`;
    if (found.digests.has(`${splitImage(image).repository}@${digest}`)) return reference;
    return (await tryPull(reference)) === "pulled" ? reference : undefined;
  }

  async function unlockedReference(image: string, recipe: Recipe | undefined): Promise<string> {
    const { tag } = splitImage(image);
    const fits = recipe !== undefined && (recipe.upstream === undefined || recipe.upstream.major === major(tag));
    const built = fits ? found.built.get(`kompose/${recipe.name} ${recipeHash(recipe, tag, among)}`) : undefined;
    if (built !== undefined) return built;
    if (found.tags.has(image)) return image;
    // An image of our own is in no registry; whoever took its name there must not be run here.
    const ours = recipe !== undefined && recipe.upstream === undefined;
    if (!ours && (await tryPull(image)) === "pulled") return image;
    if (recipe === undefined) {
      throw new UserError(`${image} can not be pulled, and images/ holds no recipe to build it from packages`);
    }
    const reference = await buildImage(image, recipe, among, host, found.built, progress);
    sayOtherVersion(image, reference);
    return reference;
  }

  for (const image of wanted) {
    const digest = lock[image];
    const byDigest = digest === undefined ? undefined : await locked(image, digest);
    references[image] = byDigest ?? (await unlockedReference(image, recipeFor(image, among)));
  }
  return references;
}
