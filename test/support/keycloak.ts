/** Keycloak's Admin REST API, asked as the platform itself asks it. */
import { images } from "../../config/images.ts";
import { keycloakSecrets } from "../../config/keycloak/share.ts";
import type { TestPlatform } from "./platform.ts";

/** A program for Node on the platform's network. Everything it is to know it reads, so that no argument has a secret. */
const asker = `
const { client, secret, method, path, body } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const at = "http://auth_keycloak:8080";
(async () => {
  const form = new URLSearchParams({ grant_type: "client_credentials", client_id: client, client_secret: secret });
  const token = await fetch(at + "/realms/master/protocol/openid-connect/token", { method: "POST", body: form });
  const { access_token } = await token.json();
  const headers = { Authorization: "Bearer " + access_token, "Content-Type": "application/json" };
  const answer = await fetch(at + "/admin/realms/kompose" + path, { method, headers, body: JSON.stringify(body) });
  console.log(JSON.stringify({ status: answer.status, text: await answer.text() }));
})();
`;

/**
 * One request below the realm's own address.
 * @returns what the answer holds; undefined where it holds nothing
 * @throws Error for any answer but a 2xx
 */
// biome-ignore lint/suspicious/noExplicitAny: Keycloak's representations, of which tests read what they know
export async function askKeycloak(platform: TestPlatform, method: string, path: string, body?: unknown): Promise<any> {
  const secret = (await platform.secrets())[keycloakSecrets.administration];
  const input = JSON.stringify({ client: "kompose-administration", secret, method, path, body });
  const { text } = await platform.neighbour(platform.engine.images[images.node] ?? "", `node -e '${asker}'`, input);
  const { status, text: answer } = JSON.parse(text) as { status: number; text: string };
  if (status >= 300) throw new Error(`${method} ${path}: ${status} ${answer}`);
  return answer === "" ? undefined : JSON.parse(answer);
}
