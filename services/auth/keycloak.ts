import { images } from "../../config/images.ts";
import { keycloakPort } from "../../config/keycloak/addresses.ts";
import { keycloakBuild, keycloakCommand, keycloakEnvironment, managementPort } from "../../config/keycloak/server.ts";
import { bashHttp, service } from "../../wiring/service.ts";

/** Knows who everybody is: people sign in here, once for all services. */
export const keycloak = service({
  name: "auth_keycloak",
  image: images.keycloak,
  prepared: keycloakBuild,
  user: "1000:1000",
  port: keycloakPort,
  memory: "768MiB",
  cpus: 2,
  health: { ...bashHttp(managementPort, "/health/ready"), startPeriodSeconds: 300 },
  command: keycloakCommand,
  environment: keycloakEnvironment,
  // Where it can not have a log of transactions in the second, it tries for half a minute before it starts without.
  tmpfs: ["/tmp", "/opt/keycloak/data"],
  needs: { database: "keycloak" },
  offers: {
    route: {
      host: "auth",
      // Its own pages for administrators, and the realm of the platform's own administration.
      access: "sso-internal",
      role: "admin",
      public: {
        "/realms/kompose/": "people sign in here, and services ask who they are",
        "/resources/": "styles and scripts of the pages that people sign in on",
      },
      contentSecurityPolicy: "own",
    },
  },
});
