/** The realm as code, on a running platform: changes reach it, and what somebody changed by hand is seen and put back. */
import { describe, expect, test } from "vitest";
import { keycloakSecrets } from "../../../config/keycloak/share.ts";
import { domain, toy } from "../../support/door.ts";
import { askKeycloak } from "../../support/keycloak.ts";
import { addressOf, type Session, type SignIn, signIn } from "../../support/sign-in.ts";

/** A toy that signs people in itself, as a file of `services/`. */
function withLogin(name: string, login: string): string {
  const route = `{ host: "${name}", access: "sso" }`;
  return toy(name, route).replace("  offers:", `  needs: { login: ${login} },\n  offers:`);
}

export function realm(opened: () => SignIn): void {
  const ask = (method: string, path: string, body?: unknown) => askKeycloak(opened().platform, method, path, body);
  const client = async (id: string) => (await ask("GET", `/clients?clientId=${id}`))[0];
  const rolesOf = async (id: string): Promise<string[]> =>
    (await ask("GET", `/clients/${(await client(id)).id}/roles`)).map(({ name }: { name: string }) => name).sort();
  const sessions = async (): Promise<number> => {
    const stats: { active: string }[] = await ask("GET", "/client-session-stats");
    return stats.reduce((sum, { active }) => sum + Number(active), 0);
  };
  const users = async () => (await ask("GET", "/users?max=1000")).map(({ id }: { id: string }) => id).sort();
  /** When each container of the sign-in was started. */
  const started = async () => {
    const { platform } = opened();
    const names = ["auth_keycloak", "auth_oauth2_proxy", "auth_gate", "proxy_app"];
    const ids = await Promise.all(names.map((name) => platform.containerOf(name)));
    return platform.docker(["inspect", "--format", "{{.State.StartedAt}} {{.RestartCount}}", ...ids]);
  };
  const isSignedIn = async ({ cookie }: Session) =>
    (await opened().internet.curl("--cookie", cookie, addressOf("notes", "/whoami"))).includes('"target":"/whoami"');

  test("a new client, another redirect and a role less reach it in one up; nobody is signed out, nothing restarts", async () => {
    const { platform, home, users: people } = opened();
    const { office, desk } = { office: "services/toys/office.ts", desk: "services/toys/desk.ts" };
    const before = platform.read(office);
    const needs = (login: string) => before.replace("  offers:", `  needs: { login: ${login} },\n  offers:`);
    platform.write(office, needs('{ callback: "/back", roles: { admin: ["owner"], viewer: ["reader"] } }'));
    await platform.up();
    expect((await client("toys_office")).redirectUris).toEqual([addressOf("office", "/back")]);
    expect(await rolesOf("toys_office")).toEqual(["owner", "reader"]);

    const session = await signIn(home, people.viewer);
    const [startedBefore, sessionsBefore, usersBefore] = [await started(), await sessions(), await users()];
    const { id } = await client("toys_office");
    platform.write(office, needs('{ callback: "/return", roles: { admin: ["owner"] } }'));
    platform.write(desk, withLogin("desk", '{ callback: "/oauth2/callback" }'));
    await platform.up();
    expect(await client("toys_office")).toMatchObject({ id, redirectUris: [addressOf("office", "/return")] });
    expect(await rolesOf("toys_office")).toEqual(["owner"]);
    expect((await client("toys_desk")).redirectUris).toEqual([addressOf("desk", "/oauth2/callback")]);
    expect(await started()).toBe(startedBefore);
    expect(await sessions()).toBe(sessionsBefore);
    expect(await users()).toEqual(usersBefore);
    expect(await isSignedIn(session)).toBe(true);

    // A client that is described no longer goes.
    platform.remove(desk);
    await platform.up();
    expect(await client("toys_desk")).toBeUndefined();
  }, 300_000);

  test("what somebody changed by hand is shown by a preview and put back by up; what is nobody's business stays", async () => {
    const { platform, home, users: people } = opened();
    const session = await signIn(home, people.viewer);
    const changed = await client("toys_office");
    await ask("PUT", `/clients/${changed.id}`, {
      ...changed,
      redirectUris: ["https://evil.example/*"],
      description: "mine",
    });
    await ask("POST", "/clients", { clientId: "by-hand", publicClient: true });

    const { text } = await platform.command("pulumi", ["preview", "--stack", "e2e", "--diff"]);
    expect(text).toContain("toys_office");
    expect(text).toContain("https://evil.example/*");
    expect((await client("toys_office")).redirectUris).toEqual(["https://evil.example/*"]);

    const up = await platform.up();
    expect(up).toContain("https://evil.example/*");
    expect(await client("toys_office")).toMatchObject({
      id: changed.id,
      redirectUris: [addressOf("office", "/return")],
      description: "mine",
    });
    expect(await client("by-hand")).toBeDefined();
    expect(await isSignedIn(session)).toBe(true);
    expect(await platform.up()).not.toMatch(/^ +[+~-] +\d+ (created|updated|deleted|replaced)/m);
    // The very same once more is seen once more.
    await ask("PUT", `/clients/${changed.id}`, { ...changed, redirectUris: ["https://evil.example/*"] });
    await platform.up();
    expect((await client("toys_office")).redirectUris).toEqual([addressOf("office", "/return")]);
  }, 300_000);

  describe("a secret of a client", () => {
    /** Whether Keycloak takes it: a wrong one is refused before the code is looked at (RFC 6749, 5.2). */
    const isTaken = async (id: string, secret: string) => {
      const { platform } = opened();
      const form = `grant_type=authorization_code&code=none&client_id=${id}&client_secret=${secret}`;
      const { text } = await platform.neighbour(
        await platform.imageOf("internet"),
        "curl -sS --data @- http://auth_keycloak:8080/realms/kompose/protocol/openid-connect/token",
        form,
      );
      const { error } = JSON.parse(text) as { error: string };
      expect(["invalid_grant", "unauthorized_client", "invalid_client"]).toContain(error);
      return error === "invalid_grant";
    };

    test.each(["auth_oauth2_proxy", "toys_office"])(
      "of %s rotates by one setting, and the old one is worth nothing",
      async (id) => {
        const { platform, home, users: people } = opened();
        const name = keycloakSecrets.client(id);
        const old = (await platform.secrets())[name] ?? "";
        expect(await isTaken(id, old)).toBe(true);
        const session = await signIn(home, people.viewer);
        platform.settings({
          "kompose:domain": domain,
          "kompose:users": declared(platform.read("Pulumi.e2e.yaml")),
          "kompose:rotate": { [name]: 1, [keycloakSecrets.administration]: id === "toys_office" ? 1 : 0 },
        });
        await platform.up();
        const now = (await platform.secrets())[name] ?? "";
        expect(now).not.toBe(old);
        expect(await isTaken(id, old)).toBe(false);
        expect(await isTaken(id, now)).toBe(true);
        expect(await isSignedIn(session)).toBe(true);
        await signIn(home, people.viewer);
      },
      300_000,
    );
  });
}

/** The users that the stack's settings declare now. */
function declared(settings: string): unknown {
  return JSON.parse(settings).config["kompose:users"];
}
