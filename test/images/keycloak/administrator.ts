/**
 * Sends requests to Keycloak's Admin REST API. Standard input: {@link Requests}; standard output: a list of
 * {@link Answer}. It runs where Keycloak is reached.
 */
import { text } from "node:stream/consumers";

export interface Requests {
  /** Where Keycloak answers. */
  address: string;
  clientId: string;
  secret: string;
  /** Method, path and body. */
  requests: readonly (readonly [method: string, path: string, body?: unknown])[];
}

export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what Keycloak answers is for the test to know
  body: any;
}

const { address, clientId, secret, requests }: Requests = JSON.parse(await text(process.stdin));

async function answer(response: Response): Promise<Answer> {
  const body = await response.text();
  return { status: response.status, body: body === "" ? "" : JSON.parse(body) };
}

const signedIn = await answer(
  await fetch(`${address}/realms/master/protocol/openid-connect/token`, {
    method: "POST",
    body: new URLSearchParams({ grant_type: "client_credentials", client_id: clientId, client_secret: secret }),
  }),
);
const answers: Answer[] = [];
for (const [method, path, body] of signedIn.status === 200 ? requests : []) {
  answers.push(
    await answer(
      await fetch(address + path, {
        method,
        headers: { Authorization: `Bearer ${signedIn.body.access_token}`, "Content-Type": "application/json" },
        ...(body == null ? {} : { body: JSON.stringify(body) }),
      }),
    ),
  );
}
process.stdout.write(JSON.stringify(signedIn.status === 200 ? answers : [signedIn]));
