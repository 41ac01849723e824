/** What changes of each service, one thing a line. */
import type { ContainerChange, Measured } from "./containers.ts";
import { type Properties, unknown } from "./events.ts";
import type { FileChange } from "./files.ts";
import { code, type Details, type Item } from "./markdown.ts";
import { differences } from "./properties.ts";
import { type Fate, isDataVolume, type Resource, types } from "./resources.ts";
import type { Review } from "./review.ts";

/** The things of one service, or of what is of no service. */
export interface Group {
  title: string;
  items: readonly Item[];
}

const verbs: Readonly<Record<Exclude<Fate, "same">, string>> = {
  create: "is made",
  update: "changes where it is",
  replace: "is replaced",
  delete: "is removed",
};

function verb({ fate }: Resource): string {
  return fate === "same" ? "stays" : verbs[fate];
}

/** For how long a container is away. */
function howLong(measured: Measured | undefined): string {
  if (measured === undefined) return "for how long was never measured";
  return measured.of === "away"
    ? `for about ${measured.seconds} s, as when it was last replaced`
    : `for about ${measured.seconds} s, which its last start took, and the time of its stop`;
}

/** What becomes of a container, and for how long, as the end of a sentence. */
export function fateOf({ what, measured }: ContainerChange): string {
  switch (what) {
    case "starts":
      return "starts: there was none";
    case "swaps":
      return "is replaced and no request is lost: the new one is healthy before the old one stops";
    case "restarts":
      return `stops, is replaced, and is away ${howLong(measured)}`;
    case "adapts":
      return "runs on with other limits";
    case "ends":
      return "stops and is removed";
  }
}

/** The same in a few words. */
const shortFates: Readonly<Record<ContainerChange["what"], string>> = {
  starts: "is new",
  swaps: "is replaced",
  restarts: "stops and is replaced",
  adapts: "changes while it runs",
  ends: "is removed",
};

/** The label that says which files a container has read when it started; components/host-files.ts. */
const filesLabel = "labels.dev.kompose.files: ";

function inputsDiff({ fate, old: before, new: after }: Resource): Pick<Item, "details"> {
  // What is made or removed as a whole differs in everything.
  if (fate === "create" || fate === "delete") return {};
  const all = differences(before?.inputs, after?.inputs);
  const own = all.filter((line) => !line.slice(2).startsWith(filesLabel));
  const lines = [...own, ...(own.length === all.length ? [] : ["! it reads other files when it starts"])];
  return lines.length === 0 ? {} : { details: { language: "diff", text: lines.join("\n") } };
}

function containerItem(resource: Resource, { containers }: Review): Item {
  const change = containers.find(({ urn }) => urn === resource.urn);
  return {
    line: `container ${change === undefined ? verb(resource) : shortFates[change.what]}`,
    ...inputsDiff(resource),
  };
}

function imageItem({ name, old: before, new: after, fate }: Resource): Item[] {
  const [was, is] = [before?.inputs.name, after?.inputs.name];
  if (fate === "delete" || was === is) return [];
  if (was === undefined) return [{ line: `image ${code(String(is ?? name))}` }];
  return [{ line: `image ${code(String(was))} becomes ${code(String(is ?? name))}` }];
}

function fileItem(file: FileChange, container: ContainerChange | undefined): Item {
  const isNew = container?.what === "restarts" || container?.what === "swaps";
  const taken = isNew || file.what !== "changes" ? "" : ", and the program that runs follows it";
  const counted = file.diff === "" ? "" : ` (+${file.added} −${file.removed})`;
  const renewed = file.secrets.length === 0 ? "" : `, with a new value of ${file.secrets.map(code).join(", ")}`;
  return {
    line: `file ${code(file.path)} ${file.what}${counted}${renewed}${taken}`,
    ...(file.diff === "" ? {} : { details: { language: "diff", text: file.diff } }),
  };
}

/** What the commands beside a service do, where nothing else in the report says so. */
function commandItem(resource: Resource, review: Review): Item[] {
  const { name, service, fate, old: before, new: after } = resource;
  const container = review.containers.find((each) => each.service === service);
  if (name === service) {
    const drift = (after?.inputs.environment as Properties | undefined)?.DRIFT;
    const byHand =
      typeof drift === "string" &&
      drift !== "" &&
      drift !== unknown &&
      drift !== (before?.inputs.environment as Properties | undefined)?.DRIFT;
    if (fate === "delete") return [];
    return byHand
      ? [{ line: "what was changed in Keycloak by hand is put back", details: { language: "text", text: drift } }]
      : [{ line: "Keycloak is brought to the files" }];
  }
  if (fate === "create" || fate === "delete") return [];
  if (name === `${service}-files`) {
    return review.files.some((file) => file.service === service)
      ? []
      : [{ line: "files are written again: secrets in them, or how they are written, change" }];
  }
  if (name === `${service}-ready`) {
    const explained =
      container !== undefined ||
      review.changed.some((each) => each.service === service && each.name === `${service}-files`);
    return explained ? [] : [{ line: "its gate looks at it again, and it goes on running" }];
  }
  return [{ line: `step ${code(name)} runs again`, ...inputsDiff(resource) }];
}

function volumeItem(resource: Resource): Item[] {
  if (!isDataVolume(resource))
    return resource.fate === "replace" ? [{ line: `volume ${code(resource.name)} is replaced` }] : [];
  const says = resource.fate === "delete" ? "leaves the program and stays on the engine" : verb(resource);
  return [{ line: `volume ${code(resource.name)} with data ${says}`, ...inputsDiff(resource) }];
}

function secretItem(resource: Resource): Item {
  const says = {
    create: "is generated",
    delete: "is forgotten",
    replace: "gets a new value",
    update: "changes",
    same: "",
  };
  return { line: `secret ${code(resource.name)} ${says[resource.fate]}` };
}

const certificates: Readonly<Record<string, string>> = {
  "tls:index/privateKey:PrivateKey": "private key",
  "tls:index/selfSignedCert:SelfSignedCert": "authority, which everybody who connects must trust anew,",
  "tls:index/certRequest:CertRequest": "request for the certificate",
  "tls:index/locallySignedCert:LocallySignedCert": "certificate",
};

function itemsOf(resource: Resource, review: Review): Item[] {
  switch (resource.type) {
    case types.container:
      return [containerItem(resource, review)];
    case types.image:
      return imageItem(resource);
    case types.volume:
      return volumeItem(resource);
    case types.command:
      return commandItem(resource, review);
    case types.password:
      return [secretItem(resource)];
    case types.network:
      return [{ line: `network ${code(resource.name)} ${verb(resource)}`, ...inputsDiff(resource) }];
    default: {
      const kind = certificates[resource.type] ?? code(resource.type);
      return [{ line: `${kind} ${code(resource.name)} ${verb(resource)}`, ...inputsDiff(resource) }];
    }
  }
}

function titleOf({ service, type }: Resource): string {
  if (service !== undefined) return code(service);
  if (type === types.password) return "Secrets";
  return type in certificates ? "Certificates" : "The host";
}

function plainTitle(title: string): string {
  return title.replaceAll("`", "");
}

/** In the order in which a person looks at one service. */
const rank: readonly string[] = [types.container, types.image, types.volume, types.files, types.command];

/** Every group that something changes of: services by name, then the rest. */
export function groups(review: Review): readonly Group[] {
  const found = new Map<string, { rank: number; name: string; item: Item }[]>();
  const add = (title: string, type: string, name: string, item: Item) => {
    const at = rank.indexOf(type);
    found.set(title, [...(found.get(title) ?? []), { rank: at === -1 ? rank.length : at, name, item }]);
  };
  for (const resource of review.changed) {
    for (const item of itemsOf(resource, review)) add(titleOf(resource), resource.type, resource.name, item);
  }
  for (const file of review.files) {
    const container = review.containers.find(({ service }) => service === file.service);
    add(code(file.service), types.files, file.path, fileItem(file, container));
  }
  const isService = (title: string) => title.startsWith("`");
  return [...found]
    .sort(([a], [b]) => Number(isService(b)) - Number(isService(a)) || plainTitle(a).localeCompare(plainTitle(b)))
    .map(([title, things]) => ({
      title,
      items: things.sort((a, b) => a.rank - b.rank || a.name.localeCompare(b.name)).map(({ item }) => item),
    }));
}

/** Nothing but text, for where a diff would be wrong. */
export function textDetails(text: string): { details: Details } {
  return { details: { language: "text", text } };
}
