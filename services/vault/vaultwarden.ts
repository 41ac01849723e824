import { client } from "../../wiring/service.ts";

/** Passwords. Its container, and its database, come with the applications. */
export const vaultwarden = client({ name: "vault_app", needs: { topics: { publish: ["kompose/vault/#"] } } });
