/** What people may see and change of themselves. */
import type { Fields, RealmDocument } from "../document.ts";
import { type Change, update } from "./change.ts";
import { merged } from "./difference.ts";
import type { Keycloak } from "./keycloak.ts";

interface Profile extends Fields {
  attributes: readonly Fields[];
}

export async function* profileChanges(
  keycloak: Keycloak,
  realm: string,
  attributes: RealmDocument["profile"],
): AsyncGenerator<Change> {
  const path = `${realm}/users/profile`;
  for (const { name, fields } of attributes) {
    const found = await keycloak.get<Profile>(path);
    if (found === undefined) return;
    const before = found.attributes.find((each) => each.name === name);
    yield* update(`profile, ${name}`, fields, before ?? {}, async () => {
      const whole = merged(before ?? { name }, fields);
      // In its place: they are shown in their order.
      const all =
        before === undefined
          ? [...found.attributes, whole]
          : found.attributes.with(found.attributes.indexOf(before), whole);
      await keycloak.send("PUT", path, { ...found, attributes: all });
    });
  }
}
