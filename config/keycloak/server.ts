/** How Keycloak itself is started; what is in its realm is realm.ts's. */
import { postgresSecret } from "../postgres.ts";
import { type SecretFile, secretsPath } from "../secret-file.ts";
import { keycloakPort } from "./addresses.ts";
import { temporaryClientId } from "./administration.ts";
import { keycloakSecrets } from "./share.ts";
import { themesPath } from "./theme.ts";
import { vaultPath } from "./vault.ts";

/** The port of health and metrics: on the platform's network alone, never routed. */
export const managementPort = 9000;

export interface KeycloakServer {
  /** Its public address, such as `https://auth.example.org/`. */
  address: string;
  database: string;
  /** Where those who speak to it through a proxy are: the platform's network. */
  trustedProxies: readonly string[];
}

const configurationFile = "keycloak.conf";

/** Settings that are compiled into the image, once (Keycloak's guide "Configuring Keycloak", build options). */
export const keycloakBuild = [
  "/opt/keycloak/bin/kc.sh",
  "build",
  "--db=postgres",
  "--health-enabled=true",
  "--metrics-enabled=true",
  "--event-metrics-user-enabled=true",
  "--vault=file",
] as const;

/** The command that runs it on its files. */
export const keycloakCommand = [`--config-file=${secretsPath}/${configurationFile}`, "start", "--optimized"] as const;

/**
 * What its Java is told beside what kc.sh tells it, which suits a server of many cores. The simplest collector and a heap
 * that grows from little keep it under 450 MiB with 32 logins at a time, where it had 470 after a few, and 610 at its
 * first start. Compiling each method once takes half the time off a start (7.6 s of processor time for 14). A login,
 * the one thing that computes for long, takes 130 ms for 60; all else is as fast or faster.
 */
export const keycloakEnvironment = {
  JAVA_OPTS_APPEND: "-XX:-UseG1GC -XX:+UseSerialGC -XX:TieredStopAtLevel=1",
  // Of the container's memory.
  JAVA_OPTS_KC_HEAP: "-XX:InitialRAMPercentage=20 -XX:MaxRAMPercentage=45",
} as const;

/** The files of Keycloak. It reads them once. */
export function keycloakFiles({ address, database, trustedProxies }: KeycloakServer): SecretFile[] {
  return [
    {
      path: configurationFile,
      onChange: "restart",
      content: (reveal) =>
        [
          `db-url=jdbc:postgresql://core-postgres:5432/${database}`,
          `db-username=${database}`,
          `db-password=${reveal(postgresSecret(database))}`,
          // Tokens name this address, whichever one they were asked for at; neighbours ask inside.
          `hostname=${address.replace(/\/$/, "")}`,
          "hostname-backchannel-dynamic=true",
          "http-enabled=true",
          `http-port=${keycloakPort}`,
          `http-management-port=${managementPort}`,
          "http-management-scheme=http",
          "proxy-headers=xforwarded",
          `proxy-trusted-addresses=${trustedProxies.join(",")}`,
          `bootstrap-admin-client-id=${temporaryClientId}`,
          `bootstrap-admin-client-secret=${reveal(keycloakSecrets.bootstrap)}`,
          // One server: its caches are its own.
          "cache=local",
          `vault-dir=${vaultPath}`,
          `spi-theme--folder--dir=${themesPath}`,
          "log-console-output=json",
          "",
        ].join("\n"),
    },
  ];
}
