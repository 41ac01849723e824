/**
 * Signs somebody in at Keycloak as a browser does, through a proxy as it were: by its public address, with the forms it
 * shows. Standard input: a {@link Visit}; standard output: {@link Visited}. It runs where Keycloak is reached.
 */
import { createHash, randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";

export interface Visit {
  /** Where Keycloak answers. */
  address: string;
  /** What it says its address is: `https://auth.example.org`. */
  publicAddress: string;
  clientId: string;
  secret: string;
  redirect: string;
  /** Whether PKCE is used. Default: it is. */
  challenge?: boolean;
  /** Scopes that are asked for. Default: `openid email profile`. */
  scope?: string;
  username: string;
  password: string;
  /** The password to choose when one must be chosen. */
  newPassword?: string;
}

export interface Visited {
  /** The text of the page on which it ended, or the error in an answer. */
  ended?: string;
  /** What the identity token, the access token and the user information say. */
  identity?: Record<string, unknown>;
  access?: Record<string, unknown>;
  userInfo?: Record<string, unknown>;
  refreshToken?: string;
}

const visit: Visit = JSON.parse(await text(process.stdin));
const { host, protocol } = new URL(visit.publicAddress);
const forwarded = { "X-Forwarded-Host": host, "X-Forwarded-Proto": protocol.slice(0, -1), "X-Forwarded-Port": "443" };
const cookies = new Map<string, string>();

/** Asks for a public address by way of the internal one, with the cookies so far. */
async function ask(url: string, form?: Record<string, string>): Promise<Response> {
  const response = await fetch(url.replace(visit.publicAddress, visit.address), {
    redirect: "manual",
    headers: { ...forwarded, Cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join("; ") },
    ...(form === undefined ? {} : { method: "POST", body: new URLSearchParams(form) }),
  });
  for (const cookie of response.headers.getSetCookie()) {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    cookies.set(name, value);
  }
  return response;
}

/** Where a page's form is sent to. */
function actionOf(page: string): string | undefined {
  return /<form[^>]* action="([^"]+)"/.exec(page)?.[1]?.replaceAll("&amp;", "&");
}

function claims(token: string): Record<string, unknown> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
}

/** What a page tells about what went wrong. */
function said(page: string): string {
  const text = page.replace(/<(script|style|head)[\s\S]*?<\/\1>/g, "").replace(/<[^>]*>/g, " ");
  return text.replace(/\s+/g, " ").trim();
}

/** Fills in what is shown until the browser is sent back to the client; the code that it brings. */
async function code(challenge: string): Promise<{ code: string } | { ended: string }> {
  const query = new URLSearchParams({
    response_type: "code",
    client_id: visit.clientId,
    redirect_uri: visit.redirect,
    scope: visit.scope ?? "openid email profile",
    state: "state",
    ...(visit.challenge === false ? {} : { code_challenge: challenge, code_challenge_method: "S256" }),
  });
  let response = await ask(`${visit.publicAddress}/realms/kompose/protocol/openid-connect/auth?${query}`);
  const filledIn = new Set<string>();
  for (let step = 0; step < 10; step++) {
    const location = response.headers.get("location");
    if (location?.startsWith(visit.redirect)) {
      const answer = new URL(location).searchParams;
      return answer.has("code") ? { code: answer.get("code") ?? "" } : { ended: String(answer) };
    }
    if (location !== null) {
      response = await ask(location);
      continue;
    }
    const page = await response.text();
    const action = actionOf(page);
    const field = ["password-new", "username"].find((name) => page.includes(`name="${name}"`)) ?? "";
    // A form that is shown again was not taken; twice is a guess too many for Keycloak.
    if (action === undefined || filledIn.has(field) || field === "") return { ended: said(page) };
    filledIn.add(field);
    const { username, password, newPassword = "" } = visit;
    const form: Record<string, string> =
      field === "username" ? { username, password } : { [field]: newPassword, "password-confirm": newPassword };
    response = await ask(action, form);
  }
  return { ended: "too many steps" };
}

async function visited(): Promise<Visited> {
  const verifier = randomBytes(32).toString("base64url");
  const came = await code(createHash("sha256").update(verifier).digest("base64url"));
  if ("ended" in came) return came;
  const path = `${visit.address}/realms/kompose/protocol/openid-connect`;
  const token = await fetch(`${path}/token`, {
    method: "POST",
    headers: { Authorization: `Basic ${Buffer.from(`${visit.clientId}:${visit.secret}`).toString("base64")}` },
    body: new URLSearchParams({
      grant_type: "authorization_code",
      code: came.code,
      redirect_uri: visit.redirect,
      code_verifier: verifier,
    }),
  });
  const answer = (await token.json()) as Record<string, string>;
  if (answer.error !== undefined) return { ended: answer.error };
  const { id_token = "", access_token = "", refresh_token = "" } = answer;
  const about = await fetch(`${path}/userinfo`, { headers: { Authorization: `Bearer ${access_token}` } });
  return {
    identity: claims(id_token),
    access: claims(access_token),
    userInfo: (await about.json()) as Record<string, unknown>,
    refreshToken: refresh_token,
  };
}

process.stdout.write(JSON.stringify(await visited()));
