/** What people see of the sign-in: in a real browser, from nothing to signed out. */
import { join } from "node:path";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { violations } from "../../support/accessibility.ts";
import { artefacts } from "../../support/artefacts.ts";
import { openBrowserAtHome } from "../../support/browser.ts";
import { domain } from "../../support/door.ts";
import { addressOf as at, type SignIn, type TestUser } from "../../support/sign-in.ts";

const loginPage = new RegExp(`^https://auth\\.${domain.replace(".", "\\.")}/realms/kompose/`);

/** What the toy says about the request that reached it. */
async function seenBy(page: Page): Promise<{ target: string; headers: Record<string, string[]> }> {
  return JSON.parse(await page.locator("pre, body").first().innerText());
}

export function people(opened: () => SignIn): void {
  let browser: Browser;
  beforeAll(async () => {
    browser = await openBrowserAtHome(opened());
  }, 120_000);
  afterAll(() => browser?.close(), 60_000);

  /** Somebody's browser, with nothing in it. */
  const newcomer = () => browser.newContext({ viewport: { width: 1280, height: 800 }, bypassCSP: true });
  const look = (page: Page, name: string) => page.screenshot({ path: join(artefacts, `sign-in-${name}.png`) });

  /** Fills in the login page that is shown. */
  async function fill(page: Page, { username, password }: TestUser): Promise<void> {
    await page.locator("#username").fill(username);
    await page.locator("#password").fill(password);
    await page.locator("#kc-login").click();
  }

  async function signedIn(user: TestUser, url: string): Promise<{ context: BrowserContext; page: Page }> {
    const context = await newcomer();
    const page = await context.newPage();
    await page.goto(url);
    await fill(page, user);
    await page.waitForURL(url);
    return { context, page };
  }

  test("who asks for a protected page signs in, and is back at the very address; a second service asks for nothing", async () => {
    const context = await newcomer();
    const page = await context.newPage();
    const wanted = at("notes", "/whoami?of=a%20b&and=c%2Fd&again=1&again=2");
    await page.goto(wanted);
    expect(page.url()).toMatch(loginPage);
    await page.locator("#username").waitFor();
    // The platform's own look, and nothing of another's.
    const styles = page.locator('link[rel="stylesheet"]');
    expect(await styles.evaluateAll((links) => links.map((link) => link.getAttribute("href")))).toEqual([
      expect.stringMatching(/\/login\/kompose\/css\/login-[0-9a-f]{12}\.css$/),
    ]);
    await look(page, "login");
    expect(await violations(page)).toEqual([]);

    await fill(page, { ...opened().users.admin, password: "wrong" });
    await page.locator("#input-error, .kc-feedback-text, [id^=input-error]").first().waitFor();
    await look(page, "wrong-password");
    expect(await violations(page)).toEqual([]);

    await fill(page, opened().users.admin);
    await page.waitForURL(wanted);
    const { target, headers } = await seenBy(page);
    expect(target).toBe("/whoami?of=a%20b&and=c%2Fd&again=1&again=2");
    expect(headers).toMatchObject({
      "X-Auth-Request-Preferred-Username": [opened().users.admin.username],
      "X-Auth-Request-Email": [opened().users.admin.email],
      "X-Auth-Request-Groups": [expect.stringMatching(/\badmin\b/)],
    });
    // The browser has the session's cookie, and the service does not.
    expect((await context.cookies()).map(({ name }) => name)).toContain("__Secure-kompose");
    expect(JSON.stringify(headers)).not.toContain("__Secure-kompose");
    await look(page, "back-again");

    await page.goto(at("links", "/whoami"));
    expect(page.url()).toBe(at("links", "/whoami"));
    expect((await seenBy(page)).headers["X-Auth-Request-Email"]).toEqual([opened().users.admin.email]);

    // Its own cookies are the service's business.
    await page.evaluate("document.cookie = 'theme=dark; Secure'");
    await page.reload();
    expect((await seenBy(page)).headers.Cookie).toEqual(["theme=dark"]);
    await context.close();
  });

  test("who lacks a role is told why, and has ways on", async () => {
    const { context, page } = await signedIn(opened().users.viewer, at("notes", "/whoami"));
    const response = await page.goto(at("office"));
    expect(response?.status()).toBe(403);
    await look(page, "refused");
    expect(await page.locator("body").innerText()).toMatch(/administrator/i);
    expect(await violations(page)).toEqual([]);
    await page.locator(`a[href="https://${domain}/"]`).first().click();
    await page.waitForURL(`https://${domain}/`);
    await context.close();
  });

  test("the first page says who is signed in; signing out there ends every session, in other tabs too", async () => {
    const user = opened().users.admin;
    const { context, page } = await signedIn(user, `https://${domain}/`);
    expect(await page.locator("body").innerText()).toContain(user.username);
    await look(page, "first-page");
    const other = await context.newPage();
    await other.goto(at("notes", "/whoami"));
    expect((await seenBy(other)).headers["X-Auth-Request-Email"]).toEqual([user.email]);

    await page.getByRole("link", { name: /sign out/i }).click();
    // Back at the first page, which asks who is there: nobody.
    await page.locator("#username").waitFor();
    expect(page.url()).toMatch(loginPage);
    await look(page, "signed-out");
    await other.reload();
    expect(other.url()).toMatch(loginPage);
    await other.locator("#username").waitFor();
    await context.close();
  });

  test("an expired session leads back to the login, and on to the address", async () => {
    const user = opened().users.viewer;
    const { context, page } = await signedIn(user, at("notes", "/whoami"));
    await opened().expire(user);
    await page.goto(at("notes", "/whoami?later"));
    await page.locator("#username").waitFor();
    await look(page, "expired");
    await fill(page, user);
    await page.waitForURL(at("notes", "/whoami?later"));
    await context.close();
  });

  describe("a program", () => {
    test("is told that nobody is signed in, and where it would be asked who it is", async () => {
      const answer = await opened().internet.curl("--include", at("notes", "/whoami"));
      expect(answer).toMatch(/^HTTP\/2 401 /);
      expect(answer).toMatch(/^www-authenticate: Bearer realm="kompose"\r$/im);
      expect(answer).toContain("application/problem+json");
    });
  });

  test("administrators reach Keycloak's own console and the proxy's, from inside alone", async () => {
    const { context, page } = await signedIn(opened().users.admin, at("notes", "/whoami"));
    await page.goto(at("auth", "/admin/kompose/console/"));
    await page.getByText("Manage realms").or(page.getByText("Realm settings")).first().waitFor({ timeout: 60_000 });
    await look(page, "console");
    const version = await page.goto(at("proxy", "/api/version"));
    expect(await version?.json()).toMatchObject({ Version: expect.any(String) });
    await context.close();
    for (const url of [at("auth", "/admin/"), at("auth", "/realms/master/account"), at("proxy", "/api/version")]) {
      const answer = await opened().internet.curl("--include", "--header", "Accept: text/html", url);
      expect(answer).toMatch(/^HTTP\/2 403 /);
    }
  }, 180_000);
}
