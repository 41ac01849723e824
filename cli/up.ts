/** `bin/up`: sets up what is missing, and makes the platform what its descriptions say. */
import { existsSync, readFileSync } from "node:fs";
import { images } from "../config/images.ts";
import { helpText, readArguments } from "./arguments.ts";
import { recover } from "./recovery/interrupted.ts";
import { findLeftovers, nameLeftovers, removeLeftovers } from "./recovery/leftovers.ts";
import { deviations, type Plan, planOf } from "./review/plan.ts";
import { previewOf } from "./review/preview.ts";
import { reviewOf } from "./review/review.ts";
import { ensureEngine } from "./setup/engine.ts";
import { resolveImages } from "./setup/images.ts";
import { checkLimits } from "./stack/limits.ts";
import { type DescribedPlatform, describePlatform, imagesToFind } from "./stack/platform.ts";
import { policyArguments } from "./stack/policy.ts";
import { checkPorts } from "./stack/ports.ts";
import { PulumiCli } from "./stack/pulumi-cli.ts";
import { defaultStack, describedStacks } from "./stack/stacks.ts";
import { ensureState, makePassphrase } from "./stack/state.ts";
import { summary } from "./summary.ts";
import { type Progress, run, type StepTime, say, step, stepTimes, UserError } from "./terminal.ts";

const usage = {
  command: "bin/up",
  purpose: "Sets up what is missing (Pulumi, a Docker Engine, images), then starts or changes the platform.",
  word: { name: "stack", meaning: "whose settings to take", known: describedStacks(), default: defaultStack },
  switches: { yes: "asks nothing", preview: "shows what would change, and changes nothing" },
  values: {
    plan: { value: "FILE", meaning: "does what bin/review --plan FILE has seen, or nothing" },
  },
} as const;

/** What `resolveImages` is to know. */
function lookup({ settings, lock }: DescribedPlatform) {
  return { requireLocked: settings.requireLockedImages, lock };
}

/** References that the lock alone would not give. */
function foundReferences(references: Readonly<Record<string, string>>, { lock }: DescribedPlatform) {
  const locked = (image: string) => (lock[image] === undefined ? image : `${image}@${lock[image]}`);
  return Object.fromEntries(Object.entries(references).filter(([image, reference]) => reference !== locked(image)));
}

/** A preview starts nothing: an engine that is not there can not be asked. */
function refuseMissingEngine(host: string): void {
  if (host.startsWith("unix://") && !existsSync(host.slice("unix://".length))) {
    throw new UserError(`no Docker Engine answers on ${host}, and a preview starts none: bin/up does`);
  }
}

async function prepare(stack: string, platform: DescribedPlatform, options: { yes: boolean; preview: boolean }) {
  const host = platform.settings.host.engine;
  if (options.preview) refuseMissingEngine(host);
  let pulumi: PulumiCli | undefined;
  await step("Pulumi", async (progress) => {
    pulumi = await PulumiCli.open(stack, progress);
  });
  const cli = pulumi as PulumiCli;
  await step("Docker Engine", async (progress) => {
    const { version, was } = await ensureEngine(host, options, progress);
    return `${version}, ${was}`;
  });
  // An image with a shell for what can only be tried.
  const probeImage = async (progress: Progress) => {
    const replaced = platform.settings.images[images.busybox];
    if (replaced !== undefined) return replaced;
    const found = await resolveImages([images.busybox], host, lookup(platform), progress);
    return found[images.busybox] as string;
  };
  await step("limits", (progress) =>
    checkLimits(platform.services, host, options.preview ? {} : { probeImage: () => probeImage(progress) }),
  );
  if (!options.preview) await step("ports", (progress) => checkPorts(host, () => probeImage(progress)));
  let references = cli.workingCopy.images;
  if (!options.preview) {
    await step("images", async (progress) => {
      const wanted = imagesToFind(platform);
      references = foundReferences(await resolveImages(wanted, host, lookup(platform), progress), platform);
      return `${new Set(wanted).size}`;
    });
  }
  await step("state", async () => {
    cli.workingCopy.write({ images: references, salt: cli.checkpoint()?.salt });
    if (cli.checkpoint() !== undefined) return "";
    makePassphrase();
    await cli.quiet(["stack", "init", stack, "--secrets-provider", "passphrase"]);
    return "new";
  });
  await step("leftovers", async (progress) => {
    const leftovers = () => findLeftovers(stack, host, cli.checkpoint());
    if (options.preview) {
      const names = nameLeftovers(await leftovers());
      return names === "" ? "none" : `bin/up would remove ${names}`;
    }
    const done = await recover(cli);
    const found = await leftovers();
    await removeLeftovers(found, host, progress);
    const names = nameLeftovers(found);
    return [...done, ...(names === "" ? [] : [`removed ${names}`])].join(", ") || "none";
  });
  return { cli, references };
}

/**
 * The plan that `bin/review` saved.
 * @throws UserError where there is none
 */
function readPlan(file: string): Plan {
  try {
    return JSON.parse(readFileSync(file, "utf8")) as Plan;
  } catch (error) {
    throw new UserError(`${file} is no plan (${(error as Error).message}); bin/review --plan ${file} saves one`);
  }
}

/**
 * Previews once more.
 * @throws UserError with all that would be done otherwise than `plan` has it
 */
async function keepTo(plan: Plan, cli: PulumiCli): Promise<void> {
  const review = reviewOf(await previewOf(cli), { state: cli.checkpoint()?.resources ?? [], values: new Map() });
  const found = deviations(plan, planOf(cli.stack, review));
  if (found.length === 0) return;
  throw new UserError(
    `this is not what was planned, so nothing was done; bin/review shows what would be:\n${found.map((each) => `  - ${each}`).join("\n")}`,
  );
}

async function deploy(
  cli: PulumiCli,
  options: { yes: boolean; preview: boolean; planned: boolean },
): Promise<StepTime> {
  // Who has a plan has seen what it does.
  const ask = !options.yes && !options.planned && process.stdin.isTTY === true && process.stdout.isTTY === true;
  const policy = policyArguments(cli.stack);
  const started = performance.now();
  const code = options.preview
    ? await cli.stream("preview", "--diff", ...policy)
    : await cli.stream("up", ...policy, ...(ask ? [] : ["--yes", "--skip-preview"]));
  if (code !== 0) {
    throw new UserError(
      options.preview
        ? `the preview failed (exit code ${code}); Pulumi's messages are above`
        : `\`pulumi up\` ended with exit code ${code}; its messages are above. Run bin/up again to go on from here`,
    );
  }
  return { title: "pulumi up", milliseconds: performance.now() - started };
}

function summarize(
  stack: string,
  cli: PulumiCli,
  platform: DescribedPlatform,
  references: Readonly<Record<string, string>>,
  times: readonly StepTime[],
) {
  const secrets = cli.checkpoint()?.resources.filter(({ type }) => type.startsWith("random:")) ?? [];
  return summary({
    stack,
    host: platform.settings.host.engine,
    services: platform.services.map(({ name, stack, image, reference, port, address }) => ({
      name,
      stack,
      image: references[image] ?? reference,
      address: address ?? `${name}:${port}`,
    })),
    publicRoutes: platform.publicRoutes,
    users: platform.settings.users,
    page: {
      address: `https://${platform.settings.domain}/`,
      ownAuthority: Object.keys(platform.settings.certificates).length === 0,
    },
    credentials: secrets.map(({ urn }) => urn.slice(urn.lastIndexOf("::") + 2)),
    times,
  });
}

await run(async () => {
  const { word, given, values, help } = readArguments(usage, process.argv.slice(2));
  if (help) return say(helpText(usage));
  const stack = word as string;
  if (values.plan !== undefined && given.preview) {
    throw new UserError("bin/up: --preview plans, and --plan does: not both");
  }
  const plan = values.plan === undefined ? undefined : readPlan(values.plan);
  say(`bin/up ${stack}${given.preview ? " --preview" : ""}`);
  let described: DescribedPlatform | undefined;
  await step("settings", async () => {
    described = describePlatform(stack);
    return `Pulumi.${stack}.yaml`;
  });
  const platform = described as DescribedPlatform;
  ensureState();
  const { cli, references } = await prepare(stack, platform, given);
  if (plan !== undefined) await step("plan", () => keepTo(plan, cli));
  say();
  const deployed = await deploy(cli, { ...given, planned: plan !== undefined });
  if (given.preview) return;
  say();
  for (const line of summarize(stack, cli, platform, references, [...stepTimes(), deployed])) say(line);
});
