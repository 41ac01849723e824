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
