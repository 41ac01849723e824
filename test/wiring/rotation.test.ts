import { expect, test } from "vitest";
import { oauth2ProxyFiles } from "../../config/auth/oauth2-proxy.ts";
import { realmFiles } from "../../config/keycloak/realm-files.ts";
import { keycloakFiles } from "../../config/keycloak/server.ts";
import { mosquittoFiles } from "../../config/mosquitto.ts";
import { postgresFiles } from "../../config/postgres.ts";
import { redisFiles } from "../../config/redis.ts";
import { secretsIn } from "../../config/secret-file.ts";
import { parseSettings, SettingsError } from "../../config/settings/settings.ts";
import { services } from "../../services/index.ts";
import { connections } from "../../wiring/connections.ts";
import { rotatableSecrets } from "../../wiring/rotation.ts";
import { wire } from "../../wiring/wire.ts";

/** The platform, with these secrets to be rotated. */
function platform(rotate: Record<string, number>) {
  const settings = parseSettings({ "kompose:requireLockedImages": false, "kompose:rotate": rotate }, { services: [] });
  return wire(services, settings, {});
}

function problems(rotate: Record<string, number>): readonly string[] {
  try {
    platform(rotate);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems;
    throw error;
  }
  return [];
}

const rotatable = rotatableSecrets(connections(services, "example.org"));

test("of all that is generated, everybody's own secret can be rotated, and what the sign-in keeps for itself", () => {
  const { core, auth } = platform({});
  const { databases, cache, sessions, topics } = core;
  if (auth === undefined) throw new Error("the platform has no sign-in");
  const generated = secretsIn([
    ...postgresFiles(databases, 512),
    ...redisFiles("core-redis", cache, 256),
    ...redisFiles("core-redis-sessions", sessions, 256),
    ...mosquittoFiles(topics),
    ...keycloakFiles(auth.server),
    ...realmFiles(auth.realm),
    ...oauth2ProxyFiles(auth.signIn),
  ]);
  const ofPrograms = generated.filter((secret) =>
    /\/(admin|health|bootstrap)$|^postgres\/postgres$|^keycloak\/user\//.test(secret),
  );
  expect(rotatable).toEqual(generated.filter((secret) => !ofPrograms.includes(secret)));
  expect(problems(Object.fromEntries(rotatable.map((secret) => [secret, 1])))).toEqual([]);
});

test("what no client signs in with is refused, all at once, with the nearest name", () => {
  expect(problems({ "postgres/keycloack": 1, "core-redis/link": 2 })).toEqual([
    "kompose:rotate.postgres/keycloack (value 1) is no secret that can be rotated; did you mean postgres/keycloak?",
    "kompose:rotate.core-redis/link (value 2) is no secret that can be rotated; did you mean core-redis/link_app?",
  ]);
});

test("where no name is near, those there are are listed", () => {
  expect(problems({ "nobody/knows/this/one": 1 })).toEqual([
    `kompose:rotate.nobody/knows/this/one (value 1) is no secret that can be rotated; it must be one of ${rotatable.join(", ")}`,
  ]);
});

test("what a program administers itself with can not be rotated: it would have to be told by the old one", () => {
  for (const secret of ["core-redis/admin", "core-redis-sessions/admin", "postgres/postgres", "keycloak/bootstrap"]) {
    expect(problems({ [secret]: 1 })).toHaveLength(1);
  }
});
