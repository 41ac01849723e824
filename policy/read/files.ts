/** Files that a resource delivers to a container, with the ways there are to do so. */
import { entryReaders, type Properties, type Reader, type Resource, readers } from "./resource.ts";

/** A file as a program will find it. */
export interface DeliveredFile {
  path: string;
  text: string;
}

function decoded(base64: string | undefined): string {
  return Buffer.from(base64 ?? "", "base64").toString();
}

const kinds: Readonly<Record<string, (props: Properties) => readonly Reader<DeliveredFile>[]>> = {
  "docker:index/container:Container": (props) =>
    readers(
      () => props.uploads as Properties[],
      ({ file, content, contentBase64 }) => ({ path: file, text: content ?? decoded(contentBase64) }),
    ),
  "docker:index/serviceConfig:ServiceConfig": (props) => [() => ({ path: props.name, text: decoded(props.data) })],
};

/**
 * One reader for each file that a resource delivers; undefined where it delivers none. Beside Docker's own ways, a
 * component whose type ends in `:HostFiles` says in its input `files` what it writes: path → text.
 */
export function deliveredFiles({ type, props }: Resource): readonly Reader<DeliveredFile>[] | undefined {
  if (type.endsWith(":HostFiles"))
    return entryReaders(
      () => props.files,
      (path, text) => ({ path, text }),
    );
  return kinds[type]?.(props);
}
