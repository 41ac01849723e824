/** What is granted, and to whom: what of it appears, vanishes or changes. */
import type { Inventory } from "../../wiring/inventory.ts";
import type { Properties } from "./events.ts";
import { type Resource, types } from "./resources.ts";

export interface GrantedChange {
  /** `ports` are those of the host: containers say them, not the inventory. */
  kind: keyof Inventory | "ports";
  name: string;
  before?: string;
  after?: string;
}

/** What was granted, and what would be. Absent before: the state is from before it was kept. */
export interface Granted {
  before?: Inventory;
  after?: Inventory;
}

/** The shape's keys, in the order in which a reviewer asks for them. */
export const kinds: readonly (keyof Inventory)[] = [
  ...(["routes", "publicPaths", "users", "loginClients", "identityProviders", "internet"] as const),
  ...(["databases", "cacheUsers", "sessionUsers", "topics", "statistics"] as const),
];

function inventory(outputs: Properties | undefined): Inventory | undefined {
  return outputs?.routes === undefined ? undefined : (outputs as unknown as Inventory);
}

/** Where there was nothing. */
const nothing = Object.fromEntries([...kinds, "renamedDatabases"].map((kind) => [kind, {}])) as unknown as Inventory;

/** What the state and the preview say is granted. */
export function grantedOf(resources: readonly Resource[]): Granted {
  const found = resources.find(({ type }) => type === types.granted);
  const isFirst = resources.every(({ old: before }) => before === undefined);
  const before = isFirst ? nothing : inventory(found?.outputs.old);
  const after = inventory(found?.outputs.new);
  return { ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) };
}

/** The name that a database had, where it is renamed by this very change. */
export function renamedFrom({ before, after }: Granted, database: string): string | undefined {
  const former = after?.renamedDatabases[database];
  if (former === undefined || before?.databases[database] !== undefined) return undefined;
  return before?.databases[former] === undefined ? undefined : former;
}

/** The databases that nobody has any more, and that are not renamed. */
export function lostDatabases(granted: Granted): string[] {
  const { before, after } = granted;
  if (before === undefined || after === undefined) return [];
  const renamed = Object.keys(after.databases).map((name) => renamedFrom(granted, name));
  return Object.keys(before.databases).filter((name) => after.databases[name] === undefined && !renamed.includes(name));
}

type Names = Readonly<Record<string, string>>;

function changesOf(kind: GrantedChange["kind"], was: Names, is: Names): GrantedChange[] {
  return [...new Set([...Object.keys(was), ...Object.keys(is)])]
    .sort()
    .filter((name) => was[name] !== is[name])
    .map((name) => ({
      kind,
      name,
      ...(was[name] === undefined ? {} : { before: was[name] }),
      ...(is[name] === undefined ? {} : { after: is[name] }),
    }));
}

/** The host's ports, and which container each leads to: `443/tcp` → `proxy_app`. */
function published(resources: readonly Resource[], when: "old" | "new"): Names {
  return Object.fromEntries(
    resources
      .filter(({ type, fate }) => type === types.container && !(when === "new" && fate === "delete"))
      .flatMap(({ name, [when]: state }) => {
        const ports = Array.isArray(state?.inputs.ports) ? (state.inputs.ports as readonly Properties[]) : [];
        return ports.map(({ external, protocol }) => [`${external ?? "any"}/${protocol ?? "tcp"}`, name]);
      }),
  );
}

/** Every difference; of the inventory none where it is not known what was granted before. */
export function grantedChanges({ before, after }: Granted, resources: readonly Resource[]): readonly GrantedChange[] {
  const ports = changesOf("ports", published(resources, "old"), published(resources, "new"));
  if (before === undefined || after === undefined) return ports;
  return [...ports, ...kinds.flatMap((kind) => changesOf(kind, before[kind] ?? {}, after[kind] ?? {}))];
}
