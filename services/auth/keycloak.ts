import { client } from "../../wiring/service.ts";

/** Sign-in. Its container comes with the AuthStack. */
export const keycloak = client({ name: "auth_keycloak", needs: { database: "keycloak" } });
