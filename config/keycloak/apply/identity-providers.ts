/** Other providers that people may sign in by. */
import type { Fields, RealmDocument } from "../document.ts";
import { type Change, creation, line, update } from "./change.ts";
import { differences, merged } from "./difference.ts";
import type { Keycloak } from "./keycloak.ts";
import { isMarked, mark } from "./mark.ts";

/** The endpoints of an issuer, which Keycloak asks it for (OpenID Connect Discovery 1.0, 4). */
async function endpoints(keycloak: Keycloak, realm: string, issuer: string): Promise<Fields> {
  const fromUrl = `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
  const answer = await keycloak.send("POST", `${realm}/identity-provider/import-config`, {
    providerId: "oidc",
    fromUrl,
  });
  return JSON.parse(answer);
}

/**
 * What is to be changed of the providers. One that is declared no longer is switched off and not removed: with it would
 * go which account is whose.
 */
export async function* identityProviderChanges(
  keycloak: Keycloak,
  realm: string,
  providers: RealmDocument["identityProviders"],
): AsyncGenerator<Change> {
  const path = `${realm}/identity-provider/instances`;
  const found = (await keycloak.get<Fields[]>(path)) ?? [];
  const nameOf = (alias: unknown) => `identity provider ${alias}`;
  for (const { alias, fields } of providers) {
    const config = fields.config as Fields;
    const managed = { alias, ...fields, config: { ...config, ...mark } };
    const discovered = async () => merged({ config: await endpoints(keycloak, realm, String(config.issuer)) }, managed);
    const before = found.find((each) => each.alias === alias);
    if (before === undefined) {
      yield creation(nameOf(alias), async () => {
        await keycloak.send("POST", path, await discovered());
      });
    } else {
      yield* update(nameOf(alias), managed, before, async () => {
        const moved = differences(managed, before).some(({ field }) => field === "config.issuer");
        await keycloak.send("PUT", `${path}/${alias}`, merged(before, moved ? await discovered() : managed));
      });
    }
  }
  for (const provider of found) {
    const { alias, enabled, config } = provider;
    if (!enabled || !isMarked(config as Fields) || providers.some((each) => each.alias === alias)) continue;
    yield {
      lines: [line(nameOf(alias), "on", "off, as it is declared no longer; which account is whose is kept")],
      make: async () => {
        await keycloak.send("PUT", `${path}/${alias}`, { ...provider, enabled: false });
      },
    };
  }
}
