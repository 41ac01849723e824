/** A resource as its program registers it, any part of which may be unknown in a preview. */
import type { PolicyResource } from "@pulumi/policy";

/** Rendered properties: reading one that is unknown in a preview throws UnknownValueError. */
// biome-ignore lint/suspicious/noExplicitAny: the properties of every kind of resource, as Pulumi hands them over
export type Properties = Record<string, any>;

/** A resource as its program registers it. */
export interface Resource {
  type: string;
  /** Its name in the program. */
  name: string;
  props: Properties;
  opts: PolicyResource["opts"];
}

/** A resource among all others of its stack. */
export type StackResource = Resource & Pick<PolicyResource, "urn" | "dependencies">;

/** Reads one thing when asked for it, so that an unknown one spoils no other. */
export type Reader<T> = () => T;

/**
 * A reader for each element. The elements are read one by one: iterating would stop at the first unknown one. A list
 * that is unknown as a whole is one reader, which says so.
 */
export function readers<E, T>(list: () => readonly E[] | undefined, read: (element: E) => T): Reader<T>[] {
  return eachOf(
    () => Array.from({ length: list()?.length ?? 0 }, (_, i) => i),
    (i) => read((list() as readonly E[])[i] as E),
  );
}

/** The same for the entries of an object. */
export function entryReaders<T>(
  object: () => Properties | undefined,
  read: (key: string, value: string) => T,
): Reader<T>[] {
  return eachOf(
    () => Object.keys(object() ?? {}),
    (key) => read(key, (object() as Properties)[key]),
  );
}

function eachOf<K, T>(keys: () => readonly K[], read: (key: K) => T): Reader<T>[] {
  try {
    return keys().map((key) => () => read(key));
  } catch (error) {
    return [
      () => {
        throw error;
      },
    ];
  }
}
