/** Keycloak's Admin REST API (keycloak.org/docs-api), as an administrator. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Credentials, Fields, Json } from "../document.ts";

/** Keycloak does not answer, or lets nobody in. */
export class Unreachable extends Error {}

/** How long is waited for Keycloak, in milliseconds. */
export interface Patience {
  /** For one answer. */
  answer: number;
  /** For an answer that is not an error of Keycloak's own, again and again. */
  all: number;
}

interface Answer {
  status: number;
  text: string;
  /** How often Keycloak was asked for it. */
  attempts: number;
}

/** How long to wait before Keycloak is asked again, in milliseconds. */
const pause = 500;

/** What an answer says about an error: Keycloak's own words, or its beginning. */
function reason({ status, text }: Answer): string {
  const said = /^\{/.test(text) ? (JSON.parse(text) as Record<string, string>) : {};
  return `${status} ${said.errorMessage ?? said.error_description ?? said.error ?? text.slice(0, 200)}`.trim();
}

/** Why there was no answer: the reason behind fetch's own "fetch failed". */
function why(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}

export class Keycloak {
  readonly #address: string;
  readonly #patience: Patience;
  #credentials: Credentials | undefined;
  #token = "";

  /** @param address without a path: `http://auth_keycloak:8080` */
  constructor(address: string, patience: Patience) {
    this.#address = address;
    this.#patience = patience;
  }

  /**
   * Signs in as an administrator of everything.
   * @returns whether that is let in, and is one
   */
  async signIn(credentials: Credentials): Promise<boolean> {
    const token = await this.#newToken(credentials);
    if (token === undefined) return false;
    this.#credentials = credentials;
    this.#token = token;
    // Killed in between, we may have left a client that has no rights yet.
    const { status } = await this.#asked("GET", "/admin/realms/master/clients?max=1");
    return status === 200;
  }

  /** Forgets what we may: a token does not know of a realm that is younger. */
  renew(): void {
    this.#token = "";
  }

  /**
   * @returns what is there, and nothing for 404
   * @throws with what was asked and answered for every other error
   */
  async get<T = Fields>(path: string): Promise<T | undefined> {
    const answer = await this.#asked("GET", path);
    if (answer.status === 404) return undefined;
    return JSON.parse(this.#accepted("GET", path, answer)) as T;
  }

  /**
   * Sends a request that changes something. A 404 for what is to be deleted is as good as its deletion, and a 409 for
   * what is to be made, when the answer to an earlier attempt was lost.
   * @returns what was answered, if anything
   * @throws with what was asked, never with what was sent
   */
  async send(method: "POST" | "PUT" | "DELETE", path: string, body?: Json): Promise<string> {
    const answer = await this.#asked(method, path, body);
    if (method === "DELETE" && answer.status === 404) return "";
    if (method === "POST" && answer.status === 409 && answer.attempts > 1) return "";
    return this.#accepted(method, path, answer);
  }

  #accepted(method: string, path: string, answer: Answer): string {
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${reason(answer)}`);
    return answer.text;
  }

  async #newToken({ clientId, secret }: Credentials): Promise<string | undefined> {
    const path = "/realms/master/protocol/openid-connect/token";
    const body = new URLSearchParams({
      grant_type: "client_credentials",
      client_id: clientId,
      client_secret: secret,
    });
    const answer = await this.#answer("POST", path, { body });
    if (answer.status === 400 || answer.status === 401) return undefined;
    return JSON.parse(this.#accepted("POST", path, answer)).access_token;
  }

  /** Asks as the administrator that signed in, once more when the token has ended. */
  async #asked(method: string, path: string, body?: Json): Promise<Answer> {
    const ask = () =>
      this.#answer(method, path, {
        headers: { Authorization: `Bearer ${this.#token}`, "Content-Type": "application/json" },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    const answer = await ask();
    if (answer.status !== 401 || this.#credentials === undefined) return answer;
    const token = await this.#newToken(this.#credentials);
    if (token === undefined) throw new Unreachable(`${this.#credentials.clientId} is not let in any more`);
    this.#token = token;
    return ask();
  }

  /** The answer to a request, which is repeated while there is none, or an error of Keycloak's own. */
  async #answer(method: string, path: string, init: RequestInit): Promise<Answer> {
    const until = Date.now() + this.#patience.all;
    for (let attempts = 1; ; attempts++) {
      let problem: string;
      try {
        const signal = AbortSignal.timeout(this.#patience.answer);
        const response = await fetch(this.#address + path, { ...init, method, signal, redirect: "manual" });
        const answer = { status: response.status, text: await response.text(), attempts };
        if (answer.status < 500) return answer;
        problem = reason(answer);
      } catch (error) {
        problem = why(error);
      }
      if (Date.now() + pause > until) throw new Unreachable(`${method} ${path}: ${problem}`);
      await sleep(pause);
    }
  }
}
