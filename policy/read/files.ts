/** Files that a resource delivers to a container, with the ways there are to do so. */
import { entryReaders, type Properties, type Reader, type Resource, readers } from "./resource.ts";

/** A file as a program will find it. */
export interface DeliveredFile {
  path: string;
  /** Empty where it is read from elsewhere at deployment. */
  text: string;
  /** What holds it: the container's own layer, or a Swarm config. Undefined for a volume of files. */
  in?: "layer" | "config";
  /** As `chmod` takes it: `0400`. Undefined where the resource does not say. */
  mode?: string;
}

function decoded(base64: string | undefined): string {
  // Stryker disable next-line StringLiteral: any other text without a secret would do
  return Buffer.from(base64 ?? "", "base64").toString();
}

const kinds: Readonly<Record<string, (props: Properties) => readonly Reader<DeliveredFile>[]>> = {
  "docker:index/container:Container": (props) =>
    readers(
      () => props.uploads as Properties[],
      ({ file, content, contentBase64, permissions, executable }) => ({
        path: file,
        text: content ?? decoded(contentBase64),
        in: "layer",
        // What the provider makes of a file whose permissions are not stated.
        mode: permissions ?? (executable ? "0744" : "0644"),
      }),
    ),
  "docker:index/serviceConfig:ServiceConfig": (props) => [
    () => ({ path: props.name, text: decoded(props.data), in: "config" }),
  ],
};

/**
 * One reader for each file that a resource delivers; undefined where it delivers none. Beside Docker's own ways, a
 * component whose type ends in `:HostFiles` says in `files` what it writes: path → text; as an input for rules about
 * one resource, and as an output for rules about the whole stack, which Pulumi hands the outputs.
 */
export function deliveredFiles({ type, props }: Resource): readonly Reader<DeliveredFile>[] | undefined {
  if (type.endsWith(":HostFiles"))
    return entryReaders(
      () => props.files,
      (path, text) => ({ path, text }),
    );
  return kinds[type]?.(props);
}

/** A secret of Docker Swarm, as the containers of a service find it. */
export interface SwarmSecret {
  path: string;
  /** As `chmod` takes it: `0400`. */
  mode: string;
}

/** One reader for each secret that a Swarm service gets; none for any other resource. */
export function swarmSecrets({ type, props }: Resource): readonly Reader<SwarmSecret>[] {
  if (type !== "docker:index/service:Service") return [];
  return readers(
    () => props.taskSpec?.containerSpec?.secrets as Properties[],
    ({ fileName, fileMode }) => ({ path: fileName, mode: octal(fileMode ?? 0o444) }),
  );
}

function octal(mode: number): string {
  return mode.toString(8).padStart(4, "0");
}
