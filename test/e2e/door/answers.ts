/** What the door answers, and in which protocols. */
import { describe, expect, test } from "vitest";
import { type Door, domain, status } from "../../support/door.ts";

export function answers(opened: () => Door): void {
  describe("its answers", () => {
    test("verify against the platform's own authority, by HTTP/1.1, HTTP/2 and HTTP/3", async () => {
      expect(await status(opened(), "--http1.1", `https://toy.${domain}/`)).toBe("200 1.1");
      expect(await status(opened(), `https://toy.${domain}/`)).toBe("200 2");
      expect(await status(opened(), "--http3-only", `https://toy.${domain}/`)).toBe("200 3");
      await expect(opened().internet.run(["curl", "--silent", `https://toy.${domain}/`])).resolves.toMatchObject({
        exitCode: 60,
      });
    });

    test("to plain HTTP lead to TLS, with path and query", async () => {
      const answer = await opened().internet.curl("--head", `http://toy.${domain}/a?b=c`);
      expect(answer).toMatch(/^HTTP\/1\.1 308 /);
      expect(answer).toContain(`Location: https://toy.${domain}/a?b=c`);
    });

    test("carry the headers that keep a browser safe, and none about the software", async () => {
      const answer = (await opened().internet.curl("--head", `https://toy.${domain}/`)).toLowerCase();
      for (const header of [
        "strict-transport-security: max-age=31536000; includesubdomains",
        "x-content-type-options: nosniff",
        "x-frame-options: sameorigin",
        "referrer-policy: strict-origin-when-cross-origin",
        "content-security-policy: base-uri 'self'; frame-ancestors 'self'; object-src 'none'",
      ]) {
        expect(answer).toContain(header);
      }
      expect(answer).not.toMatch(/^(server|x-powered-by):/m);
    });

    test("are compressed for who understands it", async () => {
      const long = ["--header", `X-Long: ${"long ".repeat(400)}`, `https://toy.${domain}/whoami`];
      const headers = ["--dump-header", "-", "--output", "/dev/null", "--header", "Accept-Encoding: gzip, br"];
      expect(await opened().internet.curl(...headers, ...long)).toContain("content-encoding: gzip");
      expect(await opened().internet.curl("--include", ...long)).not.toContain("content-encoding");
    });

    test("need a name that the door has a certificate for", async () => {
      const ask = (...args: string[]) => opened().internet.run(["curl", "--silent", "--insecure", ...args]);
      // 35: the handshake failed.
      expect((await ask(`https://${opened().internet.machine}/`)).exitCode).toBe(35);
      expect((await ask("--connect-to", `example.org:443:${domain}:443`, "https://example.org/")).exitCode).toBe(35);
      expect((await ask("--tls-max", "1.1", `https://toy.${domain}/`)).exitCode).toBe(35);
    });

    test("show nothing of the proxy itself: neither its dashboard nor its metrics", async () => {
      for (const path of ["/dashboard/", "/api/rawdata", "/api/overview", "/metrics", "/ping", "/debug/pprof/"]) {
        const asked = await opened().home.run([
          ...["curl", "--silent", "--output", "/dev/null", "--write-out", "%{http_code}"],
          ...["--cacert", "/tmp/authority.pem", `https://${domain}${path}`],
        ]);
        expect(`${path} ${asked.stdout}`).toBe(`${path} 404`);
      }
    });

    test("say, for an address that nothing lives at, so", async () => {
      const page = await opened().internet.curl(
        "--include",
        "--header",
        "Accept: text/html",
        `https://nobody.${domain}/a`,
      );
      expect(page).toMatch(/^HTTP\/2 404 /);
      expect(page).toContain(`https://${domain}/`);
      const problem = await opened().internet.curl("--include", `https://nobody.${domain}/a`);
      expect(problem).toMatch(/content-type: application\/problem\+json/);
    });
  });
}
