/** Compares what is managed of an object with what Keycloak has, which is always more. */
import type { Fields, Json } from "../document.ts";

/** A managed field that is not as it should be. */
export interface Difference {
  /** Its name, and those around it: `attributes.pkce.code.challenge.method`. */
  field: string;
  is: Json | undefined;
  should: Json;
}

/** Whether a value is a map of fields. */
function isFields(value: Json | undefined): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** As text that is the same for values that are: Keycloak keeps lists in any order. */
function canonical(value: Json | undefined): string {
  return JSON.stringify(Array.isArray(value) ? value.map((each) => JSON.stringify(each)).sort() : value);
}

/** The managed fields that differ. Maps are compared key by key: other keys in them are not managed. */
export function differences(managed: Fields, found: Fields, around = ""): Difference[] {
  return Object.entries(managed).flatMap(([name, should]) => {
    const field = `${around}${name}`;
    const is = found[name];
    if (isFields(should)) return differences(should, isFields(is) ? is : {}, `${field}.`);
    return canonical(is) === canonical(should) ? [] : [{ field, is, should }];
  });
}

/** What Keycloak has, with the managed fields as they should be. */
export function merged(found: Fields, managed: Fields): Fields {
  const fields = Object.entries(managed).map(([name, should]) => {
    const is = found[name];
    return [name, isFields(should) && isFields(is) ? merged(is, should) : should];
  });
  return { ...found, ...Object.fromEntries(fields) };
}
