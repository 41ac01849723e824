/** What a report announces, read from its lines as a person reads them. */

/** What becomes of a container. */
export type Fate = "starts" | "swaps" | "restarts" | "adapts" | "ends";

export interface Announced {
  /** Service → what becomes of its container. */
  containers: Record<string, Fate>;
  /** Addresses of routes and public paths → `appears`, `vanishes`, `changes`. */
  addresses: Record<string, string>;
  /** Databases that appear, those whose login goes, and renamed ones as `old → new`. */
  databases: string[];
  /** Files as `service/path` that are other ones, or whose service is new or gone. */
  files: string[];
  /** Volumes with data that are made. */
  volumes: string[];
  /** Networks that are made anew. */
  networks: string[];
  /** Ports of the host → `appears`, `vanishes`, `changes`. */
  ports: Record<string, string>;
}

const fates: readonly [RegExp, Fate][] = [
  [/starts: there was none$/, "starts"],
  [/is replaced and no request is lost:/, "swaps"],
  [/stops, is replaced, and is away/, "restarts"],
  [/runs on with other limits$/, "adapts"],
  [/stops and is removed$/, "ends"],
];

/** The lines of things, without marks of HTML. */
function things(report: string): { section: string; line: string }[] {
  let section = "";
  return report.split("\n").flatMap((line) => {
    const [, title] = /^### (.*)$/.exec(line) ?? [];
    if (title !== undefined) section = title.replaceAll("`", "");
    const [, text] = /^- (.*)$/.exec(line) ?? [];
    if (text === undefined) return [];
    const plain = text
      .replace(/<\/?(details|summary)>/g, "")
      .replace(/<code>(.*?)<\/code>/g, "`$1`")
      .replace(/<b>(.*?)<\/b>/g, "**$1**")
      .trim();
    return [{ section, line: plain }];
  });
}

export function announced(report: string): Announced {
  const all = things(report);
  const found: Announced = {
    ...{ containers: {}, addresses: {}, databases: [], files: [], volumes: [], networks: [], ports: {} },
  };
  for (const { section, line } of all) {
    const [, container, fate] = /^(?:step \d+: )?`([^`]+)` (.*)$/.exec(line) ?? [];
    if (section === "Containers" && container !== undefined) {
      const known = fates.find(([pattern]) => pattern.test(fate ?? ""));
      if (known === undefined) throw new Error(`no fate: ${line}`);
      found.containers[container] = known[1];
    }
    const [, kind, name = "", what = ""] =
      /^(route|public path|port of the host|database) `([^`]+)` \*\*(\w+)\*\*/.exec(line) ?? [];
    if (kind === "route" || kind === "public path") found.addresses[name] = what;
    if (kind === "port of the host") found.ports[name] = what;
    if (kind === "database") found.databases.push(`${name} ${what}`);
    const [, renamed, former] = /^database `([^`]+)` is what `([^`]+)` was until now/.exec(line) ?? [];
    if (renamed !== undefined) found.databases.push(`${former} → ${renamed}`);
    const [, file] = /^file `([^`]+)` (?:appears|vanishes|changes)/.exec(line) ?? [];
    if (file !== undefined) found.files.push(`${section}/${file}`);
    const [, volume] = /^volume `([^`]+)` with data is made$/.exec(line) ?? [];
    if (volume !== undefined) found.volumes.push(volume);
    const [, network] = /^network `([^`]+)` is replaced$/.exec(line) ?? [];
    if (network !== undefined) found.networks.push(network);
  }
  found.files.sort();
  found.databases.sort();
  return found;
}
