/** Which client scopes a client has: the claims it is always told, and none that it may ask for. */
import { type Change, listChange } from "./change.ts";
import type { Keycloak } from "./keycloak.ts";

interface Scope {
  id: string;
  name: string;
}

/** @param client where the API has the client */
export async function* scopeChanges(
  keycloak: Keycloak,
  realm: string,
  client: string,
  what: string,
  scopes: readonly string[],
): AsyncGenerator<Change> {
  const wanted = { default: scopes, optional: [] };
  // Those it may ask for first: none can be both.
  for (const kind of ["optional", "default"] as const) {
    const path = `${client}/${kind}-client-scopes`;
    const has = (await keycloak.get<Scope[]>(path)) ?? [];
    const names = has.map(({ name }) => name);
    yield* listChange(`${what}, ${kind} scopes`, names, wanted[kind], async (missing, superfluous) => {
      const all = (await keycloak.get<Scope[]>(`${realm}/client-scopes`)) ?? [];
      const pathOf = (name: string) => {
        const scope = all.find((each) => each.name === name);
        if (scope === undefined) throw new Error(`there is no client scope ${name}`);
        return `${path}/${scope.id}`;
      };
      for (const name of superfluous) await keycloak.send("DELETE", pathOf(name));
      for (const name of missing) await keycloak.send("PUT", pathOf(name));
    });
  }
}
