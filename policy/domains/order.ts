/** How things are named, labelled, connected and watched. */
import { unused } from "../exceptions.ts";
import { running } from "../read/container.ts";
import { deliveredFiles } from "../read/files.ts";
import type { Properties, Resource } from "../read/resource.ts";
import { fromOutside, internalEntryPoints, traefikRouters } from "../read/traefik.ts";
import { type Check, type Option, ofStack, stackRule } from "../rule.ts";
import { containerRule, networkRule, resourceRule } from "../subjects.ts";

const named = ["docker:index/volume:Volume", "docker:index/network:Network"];
const labelled = ["docker:index/container:Container", "docker:index/service:Service", ...named];

const required: Option<readonly string[]> = {
  default: ["environment", "stack", "service", "definition"].map((key) => `dev.kompose.${key}`),
  schema: { type: "array", items: { type: "string", minLength: 1 }, description: "The labels that a container has." },
};

/** Who made a container, and by which definition, can be told from it. */
export const containersAreLabelled = containerRule({
  name: "order-containers-are-labelled",
  severity: "medium",
  description: "Every container says by its labels which environment, stack, service and definition it belongs to.",
  rationale: "What is left on an engine after a failure could not be told from what belongs there.",
  source: "Docker documentation, object labels, key format recommendations; OCI image annotations, version",
  remediation: "Give it the labels of `required`.",
  options: { required },
  checks: (container, { required }) => [
    () => {
      const labels = container.labels().map((read) => read());
      const missing = required.filter((key) => !labels.some(({ name, value }) => name === key && value !== ""));
      return missing.length === 0 ? undefined : `has no label ${missing.join(", ")}`;
    },
  ],
});

const requiredElsewhere: Option<readonly string[]> = {
  default: ["dev.kompose.environment"],
  schema: { ...required.schema, description: "The labels that a volume and a network have." },
};

/** So can who made a volume or a network. */
export const othersAreLabelled = resourceRule({
  name: "order-volumes-and-networks-are-labelled",
  severity: "medium",
  description: "Every volume and network says by its labels which environment it belongs to.",
  rationale: "Nobody dares to remove a volume of which nobody knows whose it is.",
  source: "Docker documentation, object labels; incident: a disk full of volumes without an owner",
  remediation: "Give it the labels of `required`.",
  options: { required: requiredElsewhere },
  checks: (_, { required }, { type, props }) =>
    (named.includes(type) ? required : []).map((key) => () => {
      const labels = (props.labels ?? []) as { label: string; value: string }[];
      return labels.some(({ label, value }) => label === key && value !== "") ? undefined : `has no label ${key}`;
    }),
});

const pattern: Option<string> = {
  default: "^[a-z][a-z0-9]*([-_][a-z0-9]+)*$",
  schema: { type: "string", format: "regex", description: "What a name on the engine looks like." },
};

/** Names can be read, typed and sorted. */
export const namesFollowPattern = resourceRule({
  name: "order-names-follow-the-pattern",
  severity: "low",
  description: "Names of containers, volumes and networks are lower-case words joined by - or _.",
  rationale: "They become host names, metric labels and parts of commands.",
  source: "RFC 1123, 2.1; the platform's diagrams, which join words by _",
  remediation: "Rename it in the program, with an alias, so that it is not replaced.",
  options: { pattern },
  checks: (_, { pattern }, { type, name, props }) =>
    (labelled.includes(type) ? [() => name, () => props.name] : []).map(
      (read): Check =>
        () => {
          // Pulumi completes a name that is not given with random digits.
          const found = read() as string | undefined;
          return found === undefined || new RegExp(pattern).test(found) ? undefined : `is called ${found}`;
        },
    ),
});

/** IPv4 ranges for private use (RFC 1918, 3). */
const privateRange = /^(?:10\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.)(?:\d{1,3}\.){0,2}\d{1,3}\/(?:[89]|[12]\d)$/;

const subnets: Option<Readonly<Record<string, string>>> = {
  default: {},
  schema: {
    type: "object",
    description: "The networks there may be, by name, and the subnet of each. Not set: any with a private one.",
    additionalProperties: { type: "string" },
  },
};

/** A network's addresses are decided, not found. */
export const networksHaveSubnet = networkRule({
  name: "order-networks-have-a-subnet",
  severity: "medium",
  description: "Every network has a private IPv4 subnet that its program states.",
  rationale: "One that the engine chooses changes with what else runs, and can hide a network the host must reach.",
  source: "RFC 1918, 3; incident: a bridge that took the range of an office network",
  remediation: "State ipamConfigs with a subnet, from the environment's settings.",
  options: { subnets },
  checks: ({ ipamConfigs }, { subnets }, { name }) => [
    () => {
      const stated = ((ipamConfigs ?? []) as Properties[]).map(({ subnet }) => subnet as string);
      const [first] = stated;
      if (first === undefined) return "has a subnet that the engine chooses";
      const wanted = Object.hasOwn(subnets, name) ? subnets[name] : undefined;
      if (wanted !== undefined)
        return stated.includes(wanted) ? undefined : `has the subnet ${stated}, and not ${wanted}`;
      const open = stated.filter((subnet) => !subnet.includes(":") && !privateRange.test(subnet));
      return open.length === 0 ? undefined : `has the subnet ${open}, which is not private`;
    },
  ],
});

/** A container meets only whom its program knows. */
export const onlyOwnNetworks = stackRule({
  name: "order-only-own-networks",
  severity: "medium",
  description: "Containers are attached to networks of their own program.",
  rationale: "On a network from elsewhere they meet containers that no policy has seen.",
  source: "OWASP Docker Security Cheat Sheet, rule 5",
  remediation: "Declare the network in the program, or name it in `known`.",
  options: {
    known: {
      default: [] as readonly string[],
      schema: { type: "array", items: { type: "string" }, description: "Networks that are declared elsewhere." },
    },
  },
  findings: (resources, { known }) => {
    // The id of a network that is still to be made is not known, and nobody can name it either.
    const own = (key: "name" | "id", network: string) =>
      resources.some(({ type, props }) => type === "docker:index/network:Network" && props[key] === network);
    const isId = (network: string) => /^[0-9a-f]{64}$/.test(network);
    return running(resources).flatMap(({ resource, container }) =>
      container.networks().map((read) => ({
        resource,
        check: () => {
          const network = read();
          const expected = known.includes(network) || own(isId(network) ? "id" : "name", network);
          return expected ? undefined : `is attached to ${network}`;
        },
      })),
    );
  },
});

/** The texts of all delivered files whose path fits. */
function texts(resources: readonly Resource[], path: string): string {
  const fits = new RegExp(path);
  return resources
    .flatMap((resource) => deliveredFiles(resource) ?? [])
    .map((read) => read())
    .filter((file) => fits.test(file.path))
    .map((file) => file.text)
    .join("\n");
}

/** `word` as a word of its own. */
function mentions(text: string, word: string): boolean {
  return text.split(/[^\w.-]/).includes(word);
}

/** Somebody asks every route whether it answers. */
export const routesAreProbed = stackRule({
  name: "order-routes-are-probed",
  severity: "low",
  description: "Every router's host is in the probes of the monitoring.",
  rationale: "Its users would be the first to know that it does not answer.",
  source: "Google, Site Reliability Engineering, ch. 6, black-box monitoring",
  remediation: "Add its host to the probes.",
  enforcementLevel: "advisory",
  options: {
    probes: {
      default: "(probe|blackbox)[^/]*\\.ya?ml$",
      schema: { ...pattern.schema, description: "What the paths of files with probes look like." },
    },
  },
  findings: (resources, { probes }) =>
    ofStack(resources, () => {
      const hosts = resources
        .flatMap(traefikRouters)
        .flatMap((read) => read())
        .filter((router) => fromOutside(router, internalEntryPoints.default))
        .flatMap((router) => router.hosts);
      const probed = texts(resources, probes);
      const missing = [...new Set(hosts)].filter((host) => !mentions(probed, host)).sort();
      return missing.length === 0 ? undefined : `has routes that nothing probes: ${missing.join(", ")}`;
    }),
});

/** Somebody notices when a container is gone. */
export const containersHaveAlert = stackRule({
  name: "order-containers-have-an-alert",
  severity: "low",
  description: "Every container is named in an alert.",
  rationale: "One that dies at night is found in the morning, by whoever needs it.",
  source: "Google, Site Reliability Engineering, ch. 6, monitoring distributed systems",
  remediation: "Add a liveness alert for it.",
  enforcementLevel: "advisory",
  options: {
    alerts: {
      default: "(alert|rule)[^/]*\\.ya?ml$",
      schema: { ...pattern.schema, description: "What the paths of files with alerts look like." },
    },
  },
  findings: (resources, { alerts }) =>
    ofStack(resources, () => {
      const alerted = texts(resources, alerts);
      const missing = running(resources)
        .map(({ resource }) => resource.name)
        .filter((name) => !mentions(alerted, name))
        .sort();
      return missing.length === 0 ? undefined : `has containers without an alert: ${missing.join(", ")}`;
    }),
});

/** An exception that nothing needs is a hole kept open. It must be the last policy of the pack. */
export const exceptionsAreUsed = stackRule({
  name: "order-exceptions-are-used",
  severity: "low",
  description: "Every exception is needed by its resource.",
  rationale: "One that nothing needs would let the next violation pass unseen.",
  source: "Incident: an exception that outlived what it was made for",
  remediation: "Remove it from the policy's exceptions.",
  // An update of chosen resources (`--target`) does not see the others.
  enforcementLevel: "advisory",
  findings: (resources) =>
    unused().flatMap(([policy, resource]) =>
      ofStack(resources, () => `needs no exception of ${policy} for ${resource}`),
    ),
});
