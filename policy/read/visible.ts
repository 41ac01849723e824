/** Texts that a resource shows to whoever may look at it: with `docker inspect`, in a list of processes, in a log. */
import { type ContainerProperties, containerProperties, type Setting } from "./container.ts";
import { entryReaders, type Properties, type Reader, type Resource, readers } from "./resource.ts";

/** A text that is no secret, whatever it says. */
export interface VisibleText {
  /** Where it stands, such as `its label a.b` or `its command`. */
  where: string;
  /** What it is called, where it is a value by a name. */
  name?: string;
  text: string;
  /** The next argument, where it is one. */
  next?: Reader<string> | undefined;
}

function settings(kind: string, list: readonly Reader<Setting>[]): Reader<VisibleText>[] {
  return list.map((read) => () => {
    const { name, value } = read();
    return { where: `its ${kind} ${name}`, name, text: String(value) };
  });
}

function entries(kind: string, object: () => Properties | undefined): Reader<VisibleText>[] {
  return settings(
    kind,
    entryReaders(object, (name, value) => ({ name, value })),
  );
}

function list(kind: string, elements: readonly Reader<string>[]): Reader<VisibleText>[] {
  return elements.map((read, i) => () => ({ where: `its ${kind}`, text: read(), next: elements[i + 1] }));
}

function ofContainer(container: ContainerProperties): Reader<VisibleText>[] {
  return [
    ...settings("variable", container.environment()),
    ...settings("label", container.labels()),
    ...entries("log option", container.logOptions),
    ...list("entry point", container.entrypoint()),
    ...list("command", container.command()),
    ...list(
      "health check",
      readers(
        () => container.healthCheck()?.tests,
        (text) => text,
      ),
    ),
  ];
}

const labels = (props: Properties) =>
  settings(
    "label",
    readers(
      () => props.labels as Properties[],
      ({ label, value }) => ({ name: label, value }),
    ),
  );

function command(props: Properties): Reader<VisibleText>[] {
  return [
    ...entries("variable", () => props.environment),
    // Stryker disable next-line StringLiteral: any other text without a secret would do for none
    ...["create", "update", "delete"].map((key) => () => ({ where: `its ${key} command`, text: props[key] ?? "" })),
  ];
}

/** What a build is told stays in the image's history. */
const build = (props: Properties) =>
  ["args", "buildArgs"].flatMap((key) => entries("build argument", () => props.build?.[key]));

const kinds: Readonly<Record<string, (props: Properties) => Reader<VisibleText>[]>> = {
  "command:local:Command": command,
  "command:remote:Command": command,
  "docker:index/image:Image": build,
  "docker:index/remoteImage:RemoteImage": build,
  "docker:index/registryImage:RegistryImage": build,
  "docker:index/volume:Volume": (props) => [...labels(props), ...entries("driver option", () => props.driverOpts)],
  "docker:index/network:Network": (props) => [...labels(props), ...entries("option", () => props.options)],
};

/** One reader for each text that a resource shows; undefined for one that shows none. */
export function visibleTexts(resource: Resource): readonly Reader<VisibleText>[] | undefined {
  const container = containerProperties(resource);
  return container === undefined ? kinds[resource.type]?.(resource.props) : ofContainer(container);
}
