/** Whom a route lets in, and what a client says about itself. */
import { describe, expect, test } from "vitest";
import { type Door, domain, status } from "../../support/door.ts";

export function access(opened: () => Door): void {
  describe("a route for the inside", () => {
    test("is open at home, and says on the internet that it is not", async () => {
      expect(await opened().home.curl(`https://inside.${domain}/`)).toContain('"inside"');
      const refused = await opened().internet.curl(
        "--include",
        "--header",
        "Accept: text/html",
        `https://inside.${domain}/`,
      );
      expect(refused).toMatch(/^HTTP\/2 403 /);
      expect(refused).toContain("text/html");
      expect(refused).not.toContain('"greeting"');
    });

    test("is not opened by what a client says about itself", async () => {
      for (const header of ["X-Forwarded-For: 10.0.0.1", "X-Real-Ip: 10.0.0.1", "Forwarded: for=10.0.0.1"]) {
        expect(await status(opened(), "--header", header, `https://inside.${domain}/`)).toBe("403 2");
      }
      // Another name in the handshake than in the request.
      const crossed = ["--http1.1", "--header", `Host: inside.${domain}`, `https://toy.${domain}/`];
      expect(await status(opened(), ...crossed)).toMatch(/^(403|421) 1\.1$/);
    });
  });

  test("what a client says about who it is reaches no service; what the door says does", async () => {
    const claimed = [
      "X-Auth-Request-User",
      "X-Auth-Request-Email",
      "X-Forwarded-User",
      "Remote-User",
      "X-Webauth-User",
    ];
    const spelled = [...claimed, ...claimed.map((name) => name.replaceAll("-", "_"))];
    const answer = await opened().internet.curl(
      ...spelled.flatMap((name) => ["--header", `${name}: admin`]),
      ...["--header", "X-Forwarded-For: 10.0.0.1", "--header", "Authorization: Bearer mine"],
      `https://toy.${domain}/whoami`,
    );
    const { headers } = JSON.parse(answer) as { headers: Record<string, string[]> };
    expect(JSON.stringify(headers)).not.toContain("admin");
    expect(headers["X-Forwarded-For"]).toEqual([opened().internet.address]);
    expect(headers.Authorization).toEqual(["Bearer mine"]);
  });
}
