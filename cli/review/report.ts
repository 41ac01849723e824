/** A review in a person's words, in the order in which a reviewer must know it. */
import type { ContainerChange } from "./containers.ts";
import { type GrantedChange, renamedFrom } from "./granted.ts";
import { code, type Item, type Report, type Section } from "./markdown.ts";
import type { PolicyFinding } from "./policies.ts";
import { types } from "./resources.ts";
import { exitCode, exitCodes, type Review } from "./review.ts";
import { fateOf, groups, textDetails } from "./things.ts";

/** What is granted, as one of its kind. */
const kinds: Readonly<Record<GrantedChange["kind"], string>> = {
  ports: "port of the host",
  routes: "route",
  publicPaths: "public path",
  internet: "way out to the internet of",
  databases: "database",
  renamedDatabases: "database",
  cacheUsers: "cache user",
  sessionUsers: "session user",
  topics: "topics of",
  statistics: "statistics for",
  loginClients: "login client",
  users: "user",
  identityProviders: "identity provider",
};

function count(number: number, one: string, many: string): string[] {
  return number === 0 ? [] : [`${number} ${number === 1 ? one : many}`];
}

/** `1 container restarts, 2 are swapped …`. */
function inNumbers(containers: readonly ContainerChange[]): string {
  const number = (what: ContainerChange["what"]) => containers.filter((each) => each.what === what).length;
  const said = [
    ...count(number("restarts"), "container stops and is replaced", "containers stop and are replaced"),
    ...count(
      number("swaps"),
      "container is replaced without losing a request",
      "containers are replaced without losing a request",
    ),
    ...count(number("adapts"), "container runs on with other limits", "containers run on with other limits"),
    ...count(number("starts"), "new container starts", "new containers start"),
    ...count(number("ends"), "container is removed", "containers are removed"),
  ];
  return said.length === 0 ? "no container starts or stops" : said.join(", ");
}

function headline(stack: string, empty: boolean, review: Review): string {
  const { risks, policies, plainSecrets, containers } = review;
  if (risks.length > 0) {
    const what = [...new Set(risks.map(({ what }) => code(what)))];
    return `DATA AT RISK: ${what.join(", ")}. Stop, and read what happens to it`;
  }
  if (policies.violations.length > 0 || plainSecrets.length > 0) {
    return `Refused: ${[
      ...count(policies.violations.length, "policy violation", "policy violations"),
      ...count(plainSecrets.length, "secret in plain text", "secrets in plain text"),
    ].join(", ")}`;
  }
  if (exitCode(review) === exitCodes.nothing) return `Nothing changes on ${code(stack)}`;
  return `What changes on ${code(stack)}${empty ? ", against an empty state" : ""}: ${inNumbers(containers)}`;
}

function riskSection({ risks }: Review): Section {
  return {
    title: "Data at risk",
    items: risks.map(({ what, happens }) => ({ line: `**${code(what)}**: ${happens}` })),
  };
}

function policyItem({ policy, resource, says, message }: PolicyFinding): Item {
  return { line: `${code(policy)}, ${code(resource)}: ${code(says)}`, ...textDetails(message) };
}

/** A line for each policy: in a first preview one misses the same value of many resources. */
function undecidedItems(undecided: readonly PolicyFinding[]): Item[] {
  return [...Map.groupBy(undecided, ({ policy }) => policy)].map(([policy, findings]) => {
    const resources = findings.map(({ resource }) => code(resource));
    const shown = resources.length > 3 ? `${resources.length} resources` : resources.join(", ");
    return {
      line: `${code(policy)} about ${shown}`,
      ...textDetails(findings.map(({ resource, says }) => `${resource}: ${says}`).join("\n")),
    };
  });
}

function policySections({ policies, plainSecrets }: Review): Section[] {
  return [
    {
      title: "Policy violations",
      intro: "bin/up refuses this change.",
      items: policies.violations.map(policyItem),
    },
    {
      title: "Secrets in plain text",
      intro: "Whoever reads the state, or what bin/up prints, has them. Mark them with `pulumi.secret`.",
      items: plainSecrets.map(({ secret, resource, at }) => ({
        line: `the value of ${code(secret)} is in ${code(resource)}, at ${code(at)}`,
      })),
    },
    {
      title: "Policies that could not decide",
      intro:
        "They miss a value that is known only once the change is done. They decide in bin/up, before the resource is touched.",
      items: undecidedItems(policies.undecided),
    },
    { title: "Advice", items: policies.advice.map(policyItem) },
  ];
}

function containerSection({ containers, changed }: Review): Section {
  const steps = new Set(containers.map(({ step }) => step)).size;
  const together = changed.some(({ type, deletedFirst }) => type === types.network && deletedFirst);
  const intro = [
    ...(together
      ? ["A network is made anew: all that are on it stop before, and are away until it is their turn."]
      : []),
    ...(steps > 1 ? ["Those of one step go at the same time, when those that they need are ready."] : []),
  ];
  return {
    title: "Containers",
    ...(intro.length === 0 ? {} : { intro: intro.join(" ") }),
    items: containers.map((change) => ({
      line: `${steps > 1 ? `step ${change.step}: ` : ""}${code(change.service)} ${fateOf(change)}`,
    })),
  };
}

function grantedItem({ kind, name, before, after }: GrantedChange, review: Review): Item {
  const former = kind === "databases" ? renamedFrom(review.granted, name) : undefined;
  const what = `${kinds[kind]} ${code(name)}`;
  if (former !== undefined) {
    return {
      line: `${what} is what ${code(former)} was until now: it is renamed, data and all. Its sessions are ended`,
    };
  }
  if (before === undefined) return { line: `${what} **appears**: ${code(after ?? "")}` };
  if (after === undefined) return { line: `${what} **vanishes**: it was ${code(before)}` };
  return { line: `${what} **changes** from ${code(before)} to ${code(after)}` };
}

function grantedSection(review: Review): Section {
  const renamed = new Set(
    Object.keys(review.granted.after?.databases ?? {}).map((name) => renamedFrom(review.granted, name)),
  );
  return {
    title: "Who may reach what",
    items: review.grantedChanges
      .filter(({ kind, name, after }) => !(kind === "databases" && after === undefined && renamed.has(name)))
      .map((change) => grantedItem(change, review)),
  };
}

function notes(empty: boolean, { granted }: Review): string[] {
  if (empty) return ["Nothing was compared with what runs: everything is as if it were made for the first time."];
  return granted.before === undefined
    ? [
        "The state does not know yet what is granted and what the files hold: the next bin/up keeps it, and later reviews compare with it.",
      ]
    : [];
}

/** The report of a stack's review. `empty`: against an empty state. */
export function reportOf(stack: string, review: Review, { empty = false } = {}): Report {
  const sections: Section[] = [
    riskSection(review),
    ...policySections(review),
    { title: "Warnings", items: review.warnings.map((warning) => ({ line: code(warning) })) },
    containerSection(review),
    grantedSection(review),
    ...groups(review).map(({ title, items }) => ({ title, items })),
  ];
  return {
    headline: headline(stack, empty, review),
    sections: sections.filter(({ items }) => items.length > 0),
    notes: notes(empty, review),
  };
}
