/** Nobody gets past the sign-in: some thousand ways are tried. */
import { beforeAll, describe, expect, test } from "vitest";
import { sessionCookie } from "../../../config/auth/session.ts";
import { addressOf, behindSignIn, hostOf, type Session, type SignIn, signIn } from "../../support/sign-in.ts";
import { answersIn } from "../hostile/answers.ts";
import { distinct, type Entry } from "../hostile/entry.ts";
import { send } from "../hostile/send.ts";
import type { Result } from "../hostile/sender.ts";
import { foreignAddresses } from "./corpus/redirects.ts";
import { corpus, reused } from "./corpus.ts";
import { ask, type Given, triedOn } from "./entry.ts";
import { passedOn, undeclared } from "./passed-on.ts";
import { astray, intrusions, isAdmitted, misrepresentations } from "./verdict.ts";

/** What is given to the corpus to count it: of the same form as the real. */
const sample: Given = {
  viewer: `${sessionCookie}=${Buffer.from(`v2.${"aWQ".repeat(16)}.${"c2Vj".repeat(6)}`).toString("base64")}|1760000000|${"c2ln".repeat(11)}`,
  begun: { cookie: `${sessionCookie}_abcdefgh_csrf=YWFh|1760000000|c2ln`, state: "abcdefghijkl:/" },
};

/** Those who come in as who they are, and say they are somebody else. */
const insiders = "impersonating";

export function attacks(opened: () => SignIn): void {
  describe("somebody who wants past the sign-in", () => {
    let given: Given;
    let session: Session;
    let publicRoutes: string[];

    /** Begins a sign-in, and does not end it. */
    async function begin(): Promise<Given["begun"]> {
      const head = await opened().internet.curl("--head", "--request", "GET", addressOf("sso", "/oauth2/start?rd=/"));
      const [, cookie = ""] = /^set-cookie: ([^;]*_csrf=[^;]*)/im.exec(head) ?? [];
      const [, location = ""] = /^location: (\S+)/im.exec(head) ?? [];
      return { cookie, state: new URL(location).searchParams.get("state") ?? "" };
    }

    beforeAll(async () => {
      const { platform, internet, users } = opened();
      session = await signIn(internet, users.viewer);
      given = { viewer: session.cookie, begun: await begin() };
      publicRoutes = Object.keys(JSON.parse(await platform.pulumi("stack", "output", "publicRoutes", "--json")));
    }, 120_000);

    /** How many requests each toy behind the sign-in has seen. */
    async function seen(): Promise<Record<string, number>> {
      const { platform } = opened();
      const image = await platform.imageOf("internet");
      const toys = Object.keys(behindSignIn);
      const script = toys.map((toy) => `curl -sS http://toys_${toy}:8080/seen`).join("; ");
      const { text } = await platform.neighbour(image, script);
      const counts = [...text.matchAll(/"requests":(\d+)/g)].map(([, count]) => Number(count));
      return Object.fromEntries(toys.map((toy, n) => [toy, counts[n] ?? Number.NaN]));
    }

    /** Sends all of it, says what came of it, and returns the faults of each, by a judge of your own. */
    async function trial(family: string, entries: readonly Entry[], judge: (entry: Entry, result: Result) => string[]) {
      const { platform } = opened();
      const [since, before] = [new Date(), await seen()];
      const results = await send(opened(), hostOf("toy"), entries);
      expect(results).toHaveLength(entries.length);
      const [lines, after] = [await passedOn(platform, since), await seen()];
      const statuses = results.flatMap(({ received }) => answersIn(received).map(({ status }) => status));
      const counts = Object.entries(Object.groupBy(statuses, String)).map(
        ([status, list]) => `${status} × ${list?.length}`,
      );
      const seconds = (Date.now() - since.getTime()) / 1000;
      console.log(`${family}: ${entries.length} tried in ${seconds.toFixed(0)} s; ${counts.join(", ")}`);
      const faults = results.flatMap((result, index) => {
        const entry = entries[index] ?? expect.fail("an answer to nothing");
        return judge(entry, result).map((fault) => `${entry.name} (${entry.source}): ${fault}`);
      });
      const reached = Object.keys(before).filter((toy) => before[toy] !== after[toy]);
      return { faults, lines, reached };
    }

    test("is told from somebody who was let in", async () => {
      const { internet, platform, users } = opened();
      for (const label of ["notes", "links"]) {
        const of = triedOn(label, "", { mine: ask(label, undefined, [`Cookie: ${given.viewer}`]) });
        const { faults, lines, reached } = await trial("a viewer's own", of, (entry, result) =>
          intrusions(entry, result, internet.address),
        );
        expect(faults).toEqual([expect.stringContaining("was let in")]);
        expect(undeclared(lines, publicRoutes)).toEqual([
          expect.stringContaining(`/whoami to toys_${label}@file: 200`),
        ]);
        expect(reached).toEqual([label]);
      }
      const since = new Date();
      expect(isAdmitted(await internet.curl("--cookie", session.cookie, addressOf("")))).toBe(true);
      expect(undeclared(await passedOn(platform, since), publicRoutes)).toHaveLength(1);
      const admin = await signIn(opened().home, users.admin);
      for (const [label, path] of [
        ["proxy", "/api/overview"],
        ["auth", "/realms/master/.well-known/openid-configuration"],
        ["office", "/whoami"],
      ] as const) {
        const answer = await opened().home.curl("--cookie", admin.cookie, addressOf(label, path));
        expect(`${label} ${isAdmitted(answer)}`).toBe(`${label} true`);
      }
    });

    test("is told from somebody whom an answer leads astray", () => {
      const entry = { name: "", source: "", to: { port: 443, over: "tls", name: hostOf("sso") }, pieces: [] } as const;
      const answer = (head: string, body = "") => [
        { status: 302, head: `HTTP/1.1 302 Found\r\n${head}\r\n\r\n`, body },
      ];
      const keycloak = addressOf("auth", "/realms/kompose/protocol/openid-connect/auth");
      for (const address of [
        ...[
          "https://evil.example/",
          "//evil.example",
          "/\\evil.example",
          "\\\\evil.example",
          "http:evil.example",
          "javascript:alert(1)",
        ],
        ...[
          `https://notes.kompose.test@evil.example`,
          "https://evilkompose.test",
          "/\t/evil.example",
          `${keycloak}?state=a:https://evil.example`,
        ],
        ...[`${keycloak}?redirect_uri=https://evil.example`, `${keycloak}?state=a://evil.example`],
      ]) {
        expect(`${address} ${astray(entry, answer(`Location: ${address}`)).length}`).toBe(`${address} 1`);
      }
      for (const address of [
        "/",
        "/evil.example",
        "https://notes.kompose.test/a?b=//evil.example",
        `${keycloak}?state=a:/`,
        "https://[",
      ]) {
        expect(`${address} ${astray(entry, answer(`Location: ${address}`))}`).toBe(`${address} `);
      }
      expect(astray(entry, answer("", '<a href="https://evil.example/">on</a>'))).toHaveLength(1);
    });

    test("has more than five hundred ways to try, half of them new here, each another", () => {
      const fresh = Object.values(corpus(sample)).flat();
      const all = [...fresh, ...Object.values(reused).flat()];
      expect(distinct(all)).toBe(all.length);
      expect(all.length).toBeGreaterThan(500);
      expect(fresh.length).toBeGreaterThan(250);
      expect(all.filter(({ name, source }) => name === "" || source === "")).toEqual([]);
    });

    const families = [...Object.keys(corpus(sample)).filter((family) => family !== insiders), ...Object.keys(reused)];
    test.each(families)(
      "gets past it by none of: %s",
      async (family) => {
        const { internet } = opened();
        const entries = { ...corpus(given), ...reused }[family] ?? [];
        const { faults, lines, reached } = await trial(family, entries, (entry, result) =>
          intrusions(entry, result, internet.address),
        );
        expect(faults).toEqual([]);
        expect(undeclared(lines, publicRoutes)).toEqual([]);
        // `hooks` has paths for everybody.
        expect(reached.filter((toy) => toy !== "hooks")).toEqual([]);
      },
      240_000,
    );

    test("who is in as a viewer is nobody else to a service, which never gets to see the session's cookie", async () => {
      const { internet, users } = opened();
      const { faults, lines } = await trial(insiders, corpus(given)[insiders] ?? [], (entry, result) =>
        misrepresentations(entry, result, internet.address, users.viewer),
      );
      expect(faults).toEqual([]);
      // Nearly all of it came in: this is not about those who do not.
      expect(lines.filter(({ ServiceName }) => ServiceName === "toys_notes@file").length).toBeGreaterThan(100);
      expect(undeclared(lines, publicRoutes).filter((line) => !line.includes(" to toys_notes@file: "))).toEqual([]);
    }, 240_000);

    test("is led to no other host by a sign-in to its end, whatever it should come back to", async () => {
      const { internet } = opened();
      const begin = addressOf("sso", "/oauth2/start?rd=");
      // One run of curl, which is signed in at Keycloak already: every sign-in is three answers.
      const each = (address: string) =>
        [
          `url = "${begin}${encodeURIComponent(address)}"`,
          ...["silent", "location", "max-redirs = 3", 'output = "/dev/null"', 'dump-header = "-"', "max-time = 20"],
          ...[
            `cacert = "/tmp/authority.pem"`,
            `cookie = "${session.jar}"`,
            'header = "Accept: text/html"',
            String.raw`write-out = "END\n"`,
          ],
        ].join("\n");
      const { stdout } = await internet.run(["curl", "--config", "-"], {
        input: foreignAddresses.map(each).join("\nnext\n"),
      });
      const walks = `${stdout}\n`.split("END\n").slice(0, -1);
      expect(walks).toHaveLength(foreignAddresses.length);
      const entry = { name: "", source: "", to: { port: 443, over: "tls", name: hostOf("sso") }, pieces: [] } as const;
      const ends = walks.map((walk, n) => {
        // Of a sign-in: to Keycloak, back to the proxy, and to where it ends.
        const heads = walk.split(/(?<=\r\n\r\n)/).filter((head) => /^location:/im.test(head));
        const faults = astray(
          entry,
          heads.map((head) => ({ status: 302, head, body: "" })),
        );
        return { address: foreignAddresses[n], steps: heads.length, faults };
      });
      expect(ends.filter(({ faults }) => faults.length > 0)).toEqual([]);
      // Keycloak takes no NUL.
      expect(ends.filter(({ steps }) => steps < 3).map(({ address }) => address)).toEqual(["/\0/evil.example"]);
    }, 240_000);
  });
}
