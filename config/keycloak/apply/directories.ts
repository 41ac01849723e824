/** Directories whose people may sign in. */
import type { Fields, RealmDocument } from "../document.ts";
import { type Change, creation, line, update } from "./change.ts";
import { merged } from "./difference.ts";
import type { Keycloak } from "./keycloak.ts";

/** Keycloak keeps nothing in them that it does not know itself: the name is the mark. */
const ours = /^kompose-/;

/**
 * What is to be changed of the directories. One that is declared no longer is switched off and not removed: with it
 * would go the accounts of its people.
 */
export async function* directoryChanges(
  keycloak: Keycloak,
  realm: string,
  directories: RealmDocument["directories"],
): AsyncGenerator<Change> {
  const path = `${realm}/components`;
  const found = (await keycloak.get<Fields[]>(`${path}?type=org.keycloak.storage.UserStorageProvider`)) ?? [];
  const nameOf = (name: unknown) => `directory ${name}`;
  for (const { name, fields } of directories) {
    const managed = { name, ...fields };
    const before = found.find((each) => each.name === name);
    if (before === undefined) {
      yield creation(nameOf(name), async () => {
        await keycloak.send("POST", path, managed);
      });
    } else {
      yield* update(nameOf(name), managed, before, async () => {
        await keycloak.send("PUT", `${path}/${before.id}`, merged(before, managed));
      });
    }
  }
  for (const directory of found) {
    const { id, name, config } = directory;
    const off = String((config as Fields | undefined)?.enabled) === "false";
    if (off || !ours.test(String(name)) || directories.some((each) => each.name === name)) continue;
    yield {
      lines: [line(nameOf(name), "on", "off, as it is declared no longer; the accounts of its people are kept")],
      make: async () => {
        await keycloak.send("PUT", `${path}/${id}`, merged(directory, { config: { enabled: ["false"] } }));
      },
    };
  }
}
