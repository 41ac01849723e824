/** The policy pack through the real CLI, with the real providers: what a person who writes a program gets to read. */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { fixtures as all } from "../policy/support/all-fixtures.ts";
import { type Change, changed, type Fixtures, messages, type Violation } from "../policy/support/fixtures.ts";
import type { GoodResource } from "../policy/support/good.ts";
import { Project, type Run } from "../toolchain/project.ts";

// A preview takes two seconds, on a busy machine ten, and some tests take several.
vi.setConfig({ testTimeout: 180_000 });

/** Resources by name, and these by the name of a component that they are children of; "" is the program itself. */
type Platforms = Record<string, Record<string, GoodResource>>;

/**
 * Registers what platforms.json says. The engine is one that nobody ever reaches: providers on the far side of ssh ask
 * it nothing before there is something to do.
 */
const program = `
import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";

const engine = new pulumi.ProviderResource("docker", "engine", { host: "ssh://nobody@engine.invalid" });
for (const [group, resources] of Object.entries(JSON.parse(readFileSync("platforms.json", "utf8")))) {
  const parent = group === "" ? undefined : new pulumi.ComponentResource("test:fixture:" + group, group);
  const made = new Map();
  for (const [name, { type, props, protect, dependsOn = [] }] of Object.entries(resources)) {
    const options = { parent, protect, dependsOn: dependsOn.flatMap((one) => made.get(one) ?? []) };
    const provider = type.startsWith("docker:") ? { provider: engine } : {};
    const Resource = /^(command|docker|random|tls):/.test(type) ? pulumi.CustomResource : pulumi.ComponentResource;
    const resource = new Resource(type, name, props, { ...options, ...provider });
    // Policies about the whole stack are handed what a resource puts out.
    if (Resource === pulumi.ComponentResource) resource.registerOutputs(props);
    made.set(name, resource);
  }
}
`;

/** What the pack said of a resource. */
interface Said {
  urn: string;
  policy: string;
  level: string;
  /** Without the policy's own description, which precedes it. */
  message: string;
}

type Judged = Run & { said: Said[]; project: Project };

/** A project whose program registers platforms. */
async function projectOf(): Promise<(platforms: Platforms, command: string[], config?: object) => Promise<Judged>> {
  const project = await Project.create(program);
  return async (platforms, command, config = {}) => {
    project.write("platforms.json", JSON.stringify(platforms));
    project.write("policies.json", JSON.stringify(config));
    project.write("events.json", "");
    const run = await project.pulumi(
      ...command,
      ...["--policy-pack", join(checkout, "policy"), "--policy-pack-config", "policies.json"],
      ...["--event-log", join(project.folder, "events.json")],
    );
    const said = policyEvents(readFileSync(join(project.folder, "events.json"), "utf8"));
    return Object.assign(run, { said, project });
  };
}

function policyEvents(log: string): Said[] {
  return log.split("\n").flatMap((line) => {
    const event = line === "" ? undefined : JSON.parse(line).policyEvent;
    if (event === undefined) return [];
    const { resourceUrn: urn = "", policyName: policy, enforcementLevel: level, message } = event;
    const [first = "", ...rest] = message.trim().split("\n");
    return [{ urn, policy, level, message: rest.length === 0 ? first : rest.join("\n") }];
  });
}

/** What the program can not register: the stack is there already, and this one's provider is not built here. */
const notRegistered = new Set(["stack", "remote-command"]);

function platform(change: Change): Record<string, GoodResource> {
  return Object.fromEntries(Object.entries(changed(change)).filter(([name]) => !notRegistered.has(name)));
}

const stackRules = all.filter(({ policy }) => "validateStack" in policy);
const resourceRules = all.filter(({ policy }) => !("validateStack" in policy));

const first = ({ fails }: Fixtures) => fails[0] as Violation;

/** What the environment set for a change's policy, beside how it is enforced. */
function config(of: readonly Fixtures[], change: (of: Fixtures) => Change): Record<string, object> {
  return Object.fromEntries(of.map((one) => [one.policy.name, change(one).options ?? {}]));
}

/** One changed resource for each policy, as the child of a component that is named like the policy. */
function apart(of: readonly Fixtures[], change: (of: Fixtures) => Change): Platforms {
  return Object.fromEntries(
    of.map((one) => {
      const { on = "web" } = change(one);
      const { dependsOn: _, ...resource } = changed(change(one))[on] as GoodResource;
      return [one.policy.name, { [on]: resource }];
    }),
  );
}

test("the good platform passes without a word", async () => {
  const run = await projectOf();
  const { said, exitCode, all } = await run({ "": platform({}) }, ["preview"]);
  expect(said).toEqual([]);
  expect(exitCode, all).toBe(0);
});

test("every policy about a resource stops a preview with its message", async () => {
  const run = await projectOf();
  const { said, exitCode } = await run(apart(resourceRules, first), ["preview"], config(resourceRules, first));
  expect(exitCode).not.toBe(0);
  const found = Object.fromEntries(
    resourceRules.map(({ policy: { name } }) => [
      name,
      said
        .filter(({ urn, policy, level }) => urn.includes(`:${name}$`) && policy === name && level === "mandatory")
        .map(({ message }) => message),
    ]),
  );
  expect(found).toEqual(
    Object.fromEntries(resourceRules.map((of) => [of.policy.name, messages(of.policy, first(of))])),
  );
});

test("a value that a preview does not know is named, and the policy that misses it", async () => {
  const doubtful = resourceRules.filter(({ undecided = [] }) => undecided.length > 0);
  const change = ({ undecided }: Fixtures) => (undecided as NonNullable<Fixtures["undecided"]>)[0] as Change;
  const run = await projectOf();
  const { said } = await run(apart(doubtful, change), ["preview"], config(doubtful, change));
  for (const of of doubtful) {
    const { name } = of.policy;
    const own = said.filter(({ urn, policy }) => urn.includes(`:${name}$`) && policy === name);
    expect(own, name).toEqual([
      expect.objectContaining({ level: "advisory", message: expect.stringContaining(`can't run policy '${name}'`) }),
    ]);
    expect(own[0]?.message).toContain((change(of) as { names?: string }).names);
  }
});

test("every policy about the whole stack speaks in a preview of it", async () => {
  const waiting = [...stackRules];
  const worker = async () => {
    const run = await projectOf();
    for (let of = waiting.shift(); of !== undefined; of = waiting.shift()) {
      const { policy } = of;
      const { excepted, options } = first(of);
      const { said, exitCode, all } = await run({ "": platform(first(of)) }, ["preview"], {
        [policy.name]: options ?? {},
        ...(excepted && { [excepted.policy.name]: { exceptions: excepted.exceptions } }),
      });
      const own = said.filter((one) => one.policy === policy.name);
      const expected = messages(policy, first(of)).map((message) => message.replace(/^stack /, "probe-test "));
      expect(own.map(({ message }) => message).sort(), all).toEqual(expected.sort());
      expect(new Set(own.map(({ level }) => level))).toEqual(new Set([policy.enforcementLevel]));
      expect(exitCode === 0, policy.name).toBe(policy.enforcementLevel === "advisory");
    }
  };
  await Promise.all([worker(), worker()]);
});

const web = { on: "web", set: "ports", to: [{ internal: 5432, external: 5432, protocol: "tcp" }] } as const;

test("an exception lets a resource pass", async () => {
  const run = await projectOf();
  const exceptions = [{ resource: "web", reason: "a test of its ports" }];
  const { said, exitCode, all } = await run({ "": platform(web) }, ["preview"], {
    "ingress-only-doors-publish": { exceptions },
  });
  expect(said).toEqual([]);
  expect(exitCode, all).toBe(0);
});

test("a mistake in the configuration is one error, which names it", async () => {
  const run = await projectOf();
  const { password } = platform({});
  const errors = async (config: object) => {
    const { exitCode, said, all } = await run({ "": { password: password as GoodResource } }, ["preview"], config);
    expect(exitCode).not.toBe(0);
    const printed = [...String(all).matchAll(/^ +error: (.*)$/gm)].map(([, text]) => text);
    return [...said.map(({ message }) => message), ...printed.filter((text) => text !== "preview failed")];
  };
  expect(await errors({ "ingress-only-doors-publish": { portz: {} } })).toEqual([
    "ingress-only-doors-publish has no option portz that could be set. It has doors, loopback, exceptions.",
  ]);
  expect(await errors({ "ingress-only-doors-publish": { exceptions: [{ resource: "web" }] } })).toEqual([
    expect.stringMatching(
      /^validating policy config: kompose .* {2}ingress-only-doors-publish: exceptions\.0: reason is required$/,
    ),
  ]);
});

test("an update ends before anything is made that a policy stops", async () => {
  const run = await projectOf();
  const folder = mkdtempSync(join(tmpdir(), "policy-pack-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const made = join(folder, "made");
  const stopped: readonly (readonly [Change & { on: "web" | "password" | "command" }, string])[] = [
    [web, "web publishes 5432/tcp, and is no door"],
    [{ on: "password", set: "length", to: 8 }, "password generates a secret of 47 bits"],
    [
      { on: "command", set: "create", to: `touch ${made}; exit; docker run -p 80:80 busybox` },
      "command starts a container with -p in its create command",
    ],
  ];
  for (const [change, message] of stopped) {
    const { dependsOn: _, ...resource } = changed(change)[change.on] as GoodResource;
    const { said, exitCode, all, project } = await run({ "": { [change.on]: resource } }, [
      "up",
      "--yes",
      "--skip-preview",
    ]);
    expect(exitCode, all).not.toBe(0);
    expect(said.map(({ message }) => message)).toEqual([expect.stringMatching(`^${message}`)]);
    const { deployment } = await project.state();
    expect(deployment.resources?.map(({ type }) => type)).not.toContain(resource.type);
    expect(existsSync(made)).toBe(false);
  }
});
