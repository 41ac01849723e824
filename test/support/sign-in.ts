/** A platform that people sign in to, with services behind the sign-in, and one person of each kind. */

import { sessionCookie } from "../../config/auth/session.ts";
import { keycloakSecrets } from "../../config/keycloak/share.ts";
import type { PlatformRole } from "../../config/platform-role.ts";
import { redisSecret } from "../../config/redis.ts";
import { type Door, domain, openPlatform, publicRoute, toy } from "./door.ts";
import { askKeycloak } from "./keycloak.ts";
import type { Outsider } from "./outsider.ts";
import type { TestPlatform } from "./platform.ts";

/** Somebody of the settings' `kompose:users`. */
export interface TestUser {
  username: string;
  email: string;
  role: PlatformRole;
  /** What they sign in with now: the first sign-in puts one of their own in place of the generated one. */
  password: string;
}

export interface SignIn extends Door {
  users: Readonly<Record<"admin" | "viewer", TestUser>>;
  /** Ends every session of somebody at Keycloak, and all that the proxy keeps, as time would. */
  expire(user: TestUser): Promise<void>;
}

/** What a signed-in browser has. */
export interface Session {
  /** The session's cookie as it is sent: `__Secure-kompose=…`. */
  cookie: string;
  /** A file of the machine with everything that was kept, Keycloak's cookies too, as curl reads and writes it. */
  jar: string;
}

/** Toys behind the sign-in, by their hosts' labels. */
export const behindSignIn = { notes: "notes", links: "links", office: "office", hooks: "hooks" } as const;

const routes: Readonly<Record<string, string>> = {
  notes: '{ host: "notes", access: "sso" }',
  links: '{ host: "links", access: "sso" }',
  office: '{ host: "office", access: "sso", role: "admin" }',
  hooks:
    '{ host: "hooks", access: "sso", public: { "/status/": "a toy for tests", "/healthz": "another toy for tests" } }',
  open: publicRoute("open"),
  // What the door's corpus of attacks is written for, letter by letter.
  toy: publicRoute("toy"),
};

/** A full host name below the domain; "" is the domain itself. */
export const hostOf = (label: string): string => (label === "" ? domain : `${label}.${domain}`);

/** The address of something below the domain. */
export const addressOf = (label: string, path = "/"): string => `https://${hostOf(label)}${path}`;

const person = (username: string, role: PlatformRole) => ({
  username,
  email: `${username}@example.org`,
  firstName: username[0]?.toUpperCase() + username.slice(1),
  lastName: "Example",
  role,
});
const people = { admin: person("ada", "admin"), viewer: person("vera", "viewer") };

/** The configuration of the policy about sign-ins with further public routers. */
function withPublic(platform: TestPlatform, routers: readonly string[]) {
  const { signIn, public: known } = JSON.parse(platform.read("Pulumi.policy.json"))["ingress-routers-ask-who"];
  return { signIn, public: { ...known, ...Object.fromEntries(routers.map((name) => [name, "a toy for tests"])) } };
}

async function expire(platform: TestPlatform, { username }: TestUser): Promise<void> {
  const [user] = await askKeycloak(platform, "GET", `/users?exact=true&username=${username}`);
  await askKeycloak(platform, "POST", `/users/${user.id}/logout`);
  const secrets = await platform.secrets();
  await platform.docker(["exec", "--interactive", "core-redis-sessions", "redis-cli"], {
    input: `AUTH admin ${secrets[redisSecret("core-redis-sessions", "admin")]}\nFLUSHALL\n`,
  });
}

/**
 * Starts the platform and the machines, and has both people sign in for the first time. Services: `notes`, `links` for
 * whoever is signed in, `office` for administrators, `hooks` with public paths, `open` and `toy` for everybody.
 * @param further images that the test itself runs, beside the platform's
 */
export async function openSignIn(further: readonly string[] = []): Promise<SignIn> {
  const labels = ["", "auth", "sso", "proxy", ...Object.keys(routes), "nobody"];
  const door = await openPlatform({ signIn: true, further }, labels, (platform) => {
    platform.settings({ "kompose:domain": domain, "kompose:users": Object.values(people) });
    platform.policy({
      "ingress-routers-ask-who": withPublic(platform, ["toys_hooks-public", "toys_open", "toys_toy"]),
    });
    for (const [name, route] of Object.entries(routes)) platform.write(`services/toys/${name}.ts`, toy(name, route));
  });
  try {
    const secrets = await door.platform.secrets();
    const user = ({ username, email, role }: (typeof people)["admin"]): TestUser => {
      const password = secrets[keycloakSecrets.user(username)];
      if (password === undefined) throw new Error(`there is no password of ${username}`);
      return { username, email, role, password };
    };
    const users = { admin: user(people.admin), viewer: user(people.viewer) };
    for (const each of Object.values(users)) await signIn(door.home, each);
    return { ...door, users, expire: (each) => expire(door.platform, each) };
  } catch (error) {
    await door.platform.stop();
    throw error;
  }
}

/** A text of HTML as it was before it became HTML. */
export function unescaped(text: string): string {
  return text
    .replace(/&#(x?)([0-9a-f]+);/gi, (_, hex, digits) => String.fromCodePoint(Number.parseInt(digits, hex ? 16 : 10)))
    .replaceAll("&amp;", "&");
}

/** A browser without a screen: follows where it is led, and keeps cookies. */
export class Visitor {
  readonly jar: string;
  readonly #outsider: Outsider;

  /** @param jar a file of the machine, which may be there already */
  constructor(outsider: Outsider, jar: string) {
    this.#outsider = outsider;
    this.jar = jar;
  }

  /** Asks for an address, or posts the fields of a form; returns the text that it ends at, and where that is. */
  async visit(url: string, fields: Readonly<Record<string, string>> = {}): Promise<{ url: string; text: string }> {
    const sent = Object.entries(fields).flatMap(([name, value]) => ["--data-urlencode", `${name}=${value}`]);
    const printed = await this.#outsider.curl(
      ...["--location", "--cookie", this.jar, "--cookie-jar", this.jar, "--header", "Accept: text/html"],
      ...["--write-out", "\n%{url_effective}", ...sent, url],
    );
    const end = printed.lastIndexOf("\n");
    return { url: printed.slice(end + 1), text: printed.slice(0, end) };
  }

  /** Every cookie of a name that it keeps, for any host. */
  async cookies(name: string): Promise<string[]> {
    const { stdout } = await this.#outsider.run(["cat", this.jar]);
    // Netscape's format: domain, with subdomains, path, secure, expiry, name, value.
    const lines = stdout.split("\n").map((line) => line.split("\t"));
    return lines.filter((parts) => parts[5] === name).map((parts) => parts[6] ?? "");
  }
}

/** The address that a page's first form is sent to. */
export function formOf({ url, text }: { url: string; text: string }): string {
  const [, action] = /<form\b[^>]*\baction="([^"]+)"/.exec(text) ?? [];
  if (action === undefined) throw new Error(`no form at ${url}:\n${text.slice(0, 2000)}`);
  return new URL(unescaped(action), url).href;
}

/**
 * Signs somebody in, as a browser would, by Keycloak's own pages, and changes the password where they ask for that.
 * @param visitor may have cookies already. Default: an empty one
 */
export async function signIn(
  outsider: Outsider,
  user: TestUser,
  visitor = new Visitor(outsider, `/tmp/${user.username}-${Date.now()}.jar`),
): Promise<Session> {
  const wanted = addressOf("notes", "/whoami");
  let page = await visitor.visit(wanted);
  page = await visitor.visit(formOf(page), { username: user.username, password: user.password, credentialId: "" });
  if (page.text.includes("password-new")) {
    const chosen = `a passphrase that ${user.username} chose`;
    page = await visitor.visit(formOf(page), { "password-new": chosen, "password-confirm": chosen });
    user.password = chosen;
  }
  if (page.url !== wanted) throw new Error(`${user.username} ended at ${page.url}:\n${page.text.slice(0, 2000)}`);
  const [value] = await visitor.cookies(sessionCookie);
  return { cookie: `${sessionCookie}=${value}`, jar: visitor.jar };
}
