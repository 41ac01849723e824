/** Sessions are made by a sign-in, for the browser that began it, and end with the sign-out. */
import { beforeAll, describe, expect, test } from "vitest";
import { sessionCookie } from "../../../config/auth/session.ts";
import { domain } from "../../support/door.ts";
import { addressOf, formOf, type Session, type SignIn, signIn, Visitor } from "../../support/sign-in.ts";

export function fixation(opened: () => SignIn): void {
  describe("a session", () => {
    let viewer: Session;
    beforeAll(async () => {
      viewer = await signIn(opened().internet, opened().users.viewer);
    }, 60_000);

    /** A browser in which somebody planted cookies, as any page below the domain could. */
    async function planted(name: string, ...cookies: string[]): Promise<Visitor> {
      const lines = cookies.map((cookie) => {
        const at = cookie.indexOf("=");
        return [`.${domain}`, "TRUE", "/", "TRUE", "0", cookie.slice(0, at), cookie.slice(at + 1)].join("\t");
      });
      const jar = `/tmp/planted-${name}.jar`;
      await opened().internet.write(jar, `# Netscape HTTP Cookie File\n${lines.join("\n")}\n`);
      return new Visitor(opened().internet, jar);
    }

    /** Whom a cookie makes somebody, by what a service is told; "nobody" where it is told nothing. */
    async function whoIs(cookie: string): Promise<string> {
      const answer = await opened().internet.curl("--cookie", cookie, addressOf("notes", "/whoami"));
      const { headers } = JSON.parse(answer) as { headers?: Record<string, string[]> };
      return headers?.["X-Auth-Request-Email"]?.[0] ?? "nobody";
    }

    /** Signs somebody in at the proxy's own address, whoever the browser is signed in as. */
    async function signInAgain(visitor: Visitor, user: SignIn["users"]["admin"]): Promise<string> {
      const page = await visitor.visit(
        addressOf("sso", `/oauth2/start?rd=${encodeURIComponent(addressOf("notes", "/whoami"))}`),
      );
      await visitor.visit(formOf(page), { username: user.username, password: user.password });
      const cookies = await visitor.cookies(sessionCookie);
      return `${sessionCookie}=${cookies.at(-1)}`;
    }

    test("is another at every sign-in", async () => {
      const again = await signIn(opened().internet, opened().users.viewer);
      expect(again.cookie).not.toBe(viewer.cookie);
      expect(await whoIs(again.cookie)).toBe(opened().users.viewer.email);
      expect(await whoIs(viewer.cookie)).toBe(opened().users.viewer.email);
    });

    test("that somebody made up and planted is not the one after the sign-in (OWASP, WSTG-SESS-03)", async () => {
      const madeUp = `${sessionCookie}=v2.X19TZWN1cmUta29tcG9zZS1hYWFhYWFhYWFhYWFhYWFhYWFhYQ.YWFhYWFhYWFhYWFhYWFhYQ`;
      const session = await signInAgain(await planted("made-up", madeUp), opened().users.admin);
      expect(await whoIs(session)).toBe(opened().users.admin.email);
      expect(session).not.toBe(madeUp);
      expect(await whoIs(madeUp)).toBe("nobody");
    });

    test("that is somebody's, and was planted in another's browser, does not become the other's", async () => {
      // OAuth2 Proxy saves a session under the ticket of the request that ends the sign-in, where there is one
      // (pkg/sessions/persistence/manager.go, Save): whoever planted it would be who signed in.
      const session = await signInAgain(await planted("real", viewer.cookie), opened().users.admin);
      expect(await whoIs(session)).toBe(opened().users.admin.email);
      expect(await whoIs(viewer.cookie)).toBe(opened().users.viewer.email);
    });

    /** The address that Keycloak sends a browser back to once somebody signed in, which nobody went to yet. */
    async function unfinished(visitor: Visitor, user: SignIn["users"]["admin"]): Promise<string> {
      const page = await visitor.visit(addressOf("sso", "/oauth2/start?rd=/"));
      const head = await opened().internet.curl(
        ...["--include", "--output", "-", "--cookie", visitor.jar, "--cookie-jar", visitor.jar],
        ...[
          "--data-urlencode",
          `username=${user.username}`,
          "--data-urlencode",
          `password=${user.password}`,
          formOf(page),
        ],
      );
      const [, location = ""] = /^location: (\S+)/im.exec(head) ?? [];
      expect(location).toMatch(new RegExp(`^https://sso.${domain}/oauth2/callback\\?.*code=`));
      return location;
    }

    /** Status of an answer, and whether it gave a session. */
    async function ended(visitor: Visitor, address: string): Promise<string> {
      const head = await opened().internet.curl(
        ...[
          "--include",
          "--output",
          "-",
          "--cookie",
          visitor.jar,
          "--cookie-jar",
          visitor.jar,
          "--header",
          "Accept: text/html",
          address,
        ],
      );
      const given = new RegExp(`^set-cookie: ${sessionCookie}=[^;]`, "im").test(head);
      return `${/^HTTP\/\S+ (\d+)/.exec(head)?.[1]} ${given ? "a session" : "no session"}`;
    }

    test("is given to nobody else than who began the sign-in (RFC 6749, 10.12: login CSRF)", async () => {
      const attacker = await planted("attacker");
      const address = await unfinished(attacker, opened().users.viewer);
      expect(await ended(await planted("victim"), address)).toMatch(/^(403|500) no session$/);

      // Nor to who began one of their own, and is given another's end.
      const victim = await planted("victim-too");
      await victim.visit(addressOf("sso", "/oauth2/start?rd=/"));
      expect(await ended(victim, address)).toMatch(/^(403|500) no session$/);
      const mixed = new URL(address);
      const own = await unfinished(victim, opened().users.viewer);
      mixed.searchParams.set("state", new URL(own).searchParams.get("state") ?? "");
      expect(await ended(victim, mixed.href)).toMatch(/^(403|500) no session$/);

      // Who began it is let in, once: a code is for one use (RFC 6749, 4.1.2).
      const rightful = await planted("rightful");
      const mine = await unfinished(rightful, opened().users.viewer);
      await opened().internet.run(["cp", rightful.jar, "/tmp/planted-copy.jar"]);
      expect(await ended(rightful, mine)).toBe("302 a session");
      expect(await ended(new Visitor(opened().internet, "/tmp/planted-copy.jar"), mine)).toMatch(
        /^(403|500) no session$/,
      );
    }, 60_000);

    test("is over once it was signed out of, whoever still has its cookie", async () => {
      const { cookie, jar } = await signIn(opened().internet, opened().users.viewer);
      expect(await whoIs(cookie)).toBe(opened().users.viewer.email);
      await opened().internet.run([
        "curl",
        "--silent",
        "--cacert",
        "/tmp/authority.pem",
        "--cookie",
        jar,
        addressOf("sso", "/oauth2/sign_out"),
      ]);
      expect(await whoIs(cookie)).toBe("nobody");
      // Others' go on.
      expect(await whoIs(viewer.cookie)).toBe(opened().users.viewer.email);
    });
  });
}
