/** A Keycloak on the tests' engine, and the program that brings it to a share. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { images } from "../../../config/images.ts";
import { temporaryClientId } from "../../../config/keycloak/administration.ts";
import { realmFiles } from "../../../config/keycloak/realm-files.ts";
import { type KeycloakShare, keycloakSecrets } from "../../../config/keycloak/share.ts";
import { vaultFiles, vaultPath } from "../../../config/keycloak/vault.ts";
import type { Ran } from "../../support/engine.ts";
import type { Containers } from "../containers.ts";
import type { Answer, Requests } from "./administrator.ts";
import type { Visit, Visited } from "./person.ts";

const publicAddress = "https://auth.example.org";

/** The value of a secret, unless a test changed it. */
export function firstSecret(name: string): string {
  return `first-${name.replaceAll("/", "-")}-0123456789`;
}

/** What the program did: the lines it printed, and how it ended. */
export interface Applied {
  lines: string[];
  exitCode: number | undefined;
  error: string;
}

/** How Node is run. */
interface How {
  input?: string;
  /** What runs it. */
  before?: readonly string[];
  address?: string | undefined;
}

function applied({ stdout, stderr, exitCode }: Ran): Applied {
  return { lines: stdout.split("\n").filter((line) => line !== ""), exitCode, error: stderr };
}

export class RunningKeycloak {
  readonly name = "keycloak";
  readonly #containers: Containers;
  readonly #folder = mkdtempSync(join(tmpdir(), "kompose-realm-"));
  /** Secrets that are not what {@link firstSecret} says. */
  readonly secrets: Record<string, string> = {};

  private constructor(containers: Containers) {
    this.#containers = containers;
  }

  /** Starts it on an empty database, with the secrets of others that a share refers to; it may not answer yet. */
  static async start(containers: Containers, share: KeycloakShare): Promise<RunningKeycloak> {
    const keycloak = new RunningKeycloak(containers);
    const vault = vaultFiles(share).map(({ path, content }) => [path, content(firstSecret)]);
    await containers.files("keycloak-vault", "1000:1000", Object.fromEntries(vault));
    await containers.start(
      keycloak.name,
      images.keycloak,
      ["--memory=1g", "--memory-swap=1g", "--volume=keycloak-vault:/run/secrets:ro"],
      [
        "start",
        "--db=dev-file",
        "--cache=local",
        "--http-enabled=true",
        `--hostname=${publicAddress}`,
        "--hostname-backchannel-dynamic=true",
        "--proxy-headers=xforwarded",
        "--vault=file",
        `--vault-dir=${vaultPath}`,
        `--bootstrap-admin-client-id=${temporaryClientId}`,
        `--bootstrap-admin-client-secret=${keycloak.secret(keycloakSecrets.bootstrap)}`,
      ],
    );
    return keycloak;
  }

  secret(name: string): string {
    return this.secrets[name] ?? firstSecret(name);
  }

  /** Where it answers, to the engine's own network and to containers. */
  async address(): Promise<string> {
    const format = "{{.NetworkSettings.Networks.tests.IPAddress}}";
    return `http://${await this.#containers.docker("inspect", "--format", format, this.name)}:8080`;
  }

  /** When its container was last started. */
  startedAt(): Promise<string> {
    return this.#containers.docker("inspect", "--format", "{{.State.StartedAt}}", this.name);
  }

  /** Waits until it answers. */
  async ready(): Promise<void> {
    const deadline = Date.now() + 600_000;
    const address = await this.address();
    const script = `fetch("${address}/realms/master").then(({ ok }) => process.exit(ok ? 0 : 1))`;
    while ((await this.#run(["-e", script])).exitCode !== 0) {
      const running = await this.#containers.docker("inspect", "--format", "{{.State.Running}}", this.name);
      if (running !== "true" || Date.now() > deadline)
        throw new Error(`Keycloak does not answer: ${await this.#containers.log(this.name)}`);
      await sleep(1000);
    }
  }

  /** The files that bring it to a share, as they are delivered. */
  files(share: KeycloakShare): Record<string, string> {
    return Object.fromEntries(
      realmFiles(share).map(({ path, content }) => [path, content((name) => this.secret(name))]),
    );
  }

  /**
   * Brings it to a share.
   * @param words further arguments
   * @param killAfter ends the program without warning after so many seconds
   * @param address where it is, while it is not there to be asked
   */
  async apply(
    share: KeycloakShare,
    words: readonly string[] = [],
    { killAfter, address }: { killAfter?: number; address?: string } = {},
  ): Promise<Applied> {
    for (const [path, content] of Object.entries(this.files(share))) writeFileSync(join(this.#folder, path), content);
    const kill = killAfter === undefined ? [] : ["timeout", "--signal=KILL", String(killAfter)];
    return applied(await this.#run([join(this.#folder, "apply.ts"), ...words], { before: kill, address }));
  }

  /** Says what differs from a share. */
  check(share: KeycloakShare): Promise<Applied> {
    return this.apply(share, ["--check"]);
  }

  /** The answers to requests of an administrator; one alone, which refuses, where that is not let in. */
  async answers(requests: Requests["requests"], as: Partial<Requests> = {}): Promise<Answer[]> {
    const input: Requests = {
      address: await this.address(),
      clientId: "kompose-administration",
      secret: this.secret(keycloakSecrets.administration),
      requests,
      ...as,
    };
    return this.#script("administrator.ts", input);
  }

  /** The answer to one request of an administrator, which must be let in. */
  async administer(method: string, path: string, body?: unknown): Promise<Answer["body"]> {
    const [answer] = await this.answers([[method, path, body]]);
    if (answer === undefined || answer.status >= 400) throw new Error(`${method} ${path}: ${JSON.stringify(answer)}`);
    return answer.body;
  }

  /** Changes some fields of an object by hand. */
  async edit(path: string, fields: Record<string, unknown>): Promise<void> {
    await this.administer("PUT", path, { ...(await this.administer("GET", path)), ...fields });
  }

  /** The path of a client in the API. */
  async client(clientId: string): Promise<string> {
    const [found] = await this.administer("GET", `/admin/realms/kompose/clients?clientId=${clientId}`);
    return `/admin/realms/kompose/clients/${found?.id}`;
  }

  /** Signs somebody in at a client. */
  async signIn(visit: Omit<Visit, "address" | "publicAddress" | "secret">): Promise<Visited> {
    const secret = this.secret(keycloakSecrets.client(visit.clientId));
    return this.#script("person.ts", { ...visit, secret, address: await this.address(), publicAddress });
  }

  /** The status of a request for a token: with what a client has, or by any other grant. */
  async token(clientId: string, form: Record<string, string>): Promise<number> {
    const secret = this.secret(keycloakSecrets.client(clientId));
    const whole = { client_id: clientId, ...(clientId === "admin-cli" ? {} : { client_secret: secret }), ...form };
    const url = `${await this.address()}/realms/kompose/protocol/openid-connect/token`;
    const script = `fetch(${JSON.stringify(url)}, { method: "POST", body: new URLSearchParams(${JSON.stringify(whole)}) })
      .then(({ status }) => console.log(status))`;
    return Number((await this.#run(["-e", script])).stdout);
  }

  stop(): void {
    rmSync(this.#folder, { recursive: true });
  }

  /** Runs Node where the engine runs. */
  async #run(words: readonly string[], how: How = {}): Promise<Ran> {
    const { input = "", before = [], address = await this.address() } = how;
    return this.#containers.engine.run([...before, process.execPath, ...words], { input, env: { KEYCLOAK: address } });
  }

  async #script<T>(name: string, input: unknown): Promise<T> {
    const { stdout, stderr, exitCode } = await this.#run([join(import.meta.dirname, name)], {
      input: JSON.stringify(input),
    });
    if (exitCode !== 0) throw new Error(`${name}: ${stderr}`);
    return JSON.parse(stdout);
  }
}
