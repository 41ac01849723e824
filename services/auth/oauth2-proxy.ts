import { client } from "../../wiring/service.ts";

/** Keeps the sessions of signed-in browsers. Its container comes with the AuthStack. */
export const oauth2Proxy = client({ name: "auth_oauth2_proxy", needs: { sessions: { keys: "oauth2_proxy:*" } } });
