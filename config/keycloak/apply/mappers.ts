/** What a client's tokens say: all of its protocol mappers. */
import type { Fields } from "../document.ts";
import { type Change, creation, removal, update } from "./change.ts";
import { merged } from "./difference.ts";
import type { Keycloak } from "./keycloak.ts";

/** @param client where the API has the client */
export async function* mapperChanges(
  keycloak: Keycloak,
  client: string,
  what: string,
  mappers: readonly Fields[],
): AsyncGenerator<Change> {
  const path = `${client}/protocol-mappers/models`;
  const found = (await keycloak.get<Fields[]>(path)) ?? [];
  const nameOf = ({ name }: Fields) => `${what}, mapper ${name}`;
  for (const mapper of mappers) {
    const before = found.find(({ name }) => name === mapper.name);
    if (before === undefined) {
      yield creation(nameOf(mapper), async () => {
        await keycloak.send("POST", path, mapper);
      });
    } else {
      yield* update(nameOf(mapper), mapper, before, async () => {
        await keycloak.send("PUT", `${path}/${before.id}`, merged(before, mapper));
      });
    }
  }
  for (const mapper of found.filter(({ name }) => !mappers.some((each) => each.name === name))) {
    yield removal(nameOf(mapper), async () => {
      await keycloak.send("DELETE", `${path}/${mapper.id}`);
    });
  }
}
