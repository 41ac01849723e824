/** The realm itself and its settings. */
import type { RealmDocument } from "../document.ts";
import { type Change, creation, update } from "./change.ts";
import { merged } from "./difference.ts";
import type { Keycloak } from "./keycloak.ts";

/** Where the API has a realm. */
export function realmPath({ realm }: RealmDocument): string {
  return `/admin/realms/${encodeURIComponent(realm)}`;
}

export async function* realmChanges(keycloak: Keycloak, document: RealmDocument): AsyncGenerator<Change> {
  const { realm, settings } = document;
  const what = `realm ${realm}`;
  const found = await keycloak.get(realmPath(document));
  if (found === undefined) {
    yield creation(what, async () => {
      await keycloak.send("POST", "/admin/realms", { realm, ...settings });
      keycloak.renew();
    });
  } else {
    yield* update(what, settings, found, async () => {
      await keycloak.send("PUT", realmPath(document), merged(found, settings));
    });
  }
}
