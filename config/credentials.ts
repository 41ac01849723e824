/** The credentials a service is given for its needs: one small file each. */
import { keycloakSecrets } from "./keycloak/share.ts";
import { mosquittoSecret } from "./mosquitto.ts";
import { postgresSecret } from "./postgres.ts";
import { redisSecret } from "./redis.ts";
import { type Reveal, type SecretFile, secretFile } from "./secret-file.ts";

/** The needs that come with credentials. */
interface CredentialNeeds {
  database?: string | { name: string };
  cache?: object;
  sessions?: object;
  topics?: object;
  login?: object;
}

/** The address of a Redis server for one of its users. Passwords are letters and digits, so that it holds them as they are. */
export function redisUrl(user: string, server: string, password: string): string {
  return `redis://${user}:${password}@${server}:6379/0`;
}

// A running program reads its credentials once, so a changed one replaces the container.
function credential(path: string, content: (reveal: Reveal) => string): SecretFile {
  return { path, content, onChange: "restart" };
}

function pair(need: string, secret: string, url: (password: string) => string): SecretFile[] {
  return [
    credential(`${need}-url`, (reveal) => url(reveal(secret))),
    { ...secretFile(`${need}-password`, secret), onChange: "restart" },
  ];
}

/**
 * For each need two files: `<need>-url`, which is all a program must know, and `<need>-password` alone; for a login its
 * client's secret.
 * @param consumer the service's name, which is its user name everywhere but in PostgreSQL, where the database's is
 */
export function credentialFiles(consumer: string, needs: CredentialNeeds): SecretFile[] {
  const database = typeof needs.database === "string" ? needs.database : needs.database?.name;
  const redis = (server: string) => (password: string) => redisUrl(consumer, server, password);
  return [
    ...(database === undefined
      ? []
      : pair(
          "database",
          postgresSecret(database),
          (password) => `postgresql://${database}:${password}@core-postgres:5432/${database}`,
        )),
    ...(needs.cache === undefined ? [] : pair("cache", redisSecret("core-redis", consumer), redis("core-redis"))),
    ...(needs.sessions === undefined
      ? []
      : pair("sessions", redisSecret("core-redis-sessions", consumer), redis("core-redis-sessions"))),
    ...(needs.topics === undefined
      ? []
      : pair("topics", mosquittoSecret(consumer), (password) => `mqtt://${consumer}:${password}@core-mqtt:1883`)),
    ...(needs.login === undefined
      ? []
      : [credential("login-client-secret", (reveal) => reveal(keycloakSecrets.client(consumer)))]),
  ];
}
