/** What a scanner of TLS thinks of the door. */
import { beforeAll, expect, test } from "vitest";
import { type Door, domain } from "../../support/door.ts";
import type { Ran } from "../../support/engine.ts";

/** Findings that are what they should be, each with the reason. */
const explained: Readonly<Record<string, string>> = {
  engine_problem: "testssl's own: it says which OpenSSL it runs with",
  RC4: "testssl's own: its OpenSSL can not try RC4; the list of ciphers has none",
  TLS_session_ticket: "Go says a week and changes the key every day (crypto/tls, ticketKeyRotation)",
  cert_trust_wildcard: "one certificate for all names below the domain is what it is for",
  cert_revocation: "an authority of one's own, whose only certificates live a year, publishes no list",
  DNS_CAArecord: "the tests' domain has no DNS",
};

export function scan(opened: () => Door): void {
  // It takes a minute of mostly waiting, while the other tests go on.
  let scanned: Promise<Ran>;
  beforeAll(() => {
    const { internet } = opened();
    const options = ["--quiet", "--color", "0", "--fast", "--jsonfile", "/tmp/scan.json", "--ip", internet.machine];
    const checks = ["--protocols", "--server-defaults", "--server-preference", "--fs", "--vulnerable"];
    const trust = ["--add-ca", "/tmp/authority.pem"];
    scanned = internet.run(["testssl", ...options, ...trust, ...checks, `https://toy.${domain}:443`]);
  });

  test("testssl finds nothing worse than OK that is not explained here", async () => {
    const { internet } = opened();
    const { stdout } = await scanned;
    const findings: { id: string; severity: string; finding: string }[] = JSON.parse(
      (await internet.run(["cat", "/tmp/scan.json"])).stdout,
    );
    expect(findings.length, stdout).toBeGreaterThan(50);
    expect(findings).toContainEqual(expect.objectContaining({ id: "TLS1_3", severity: "OK" }));
    const bad = findings.filter(({ severity }) => !["OK", "INFO"].includes(severity));
    expect(bad.filter(({ id }) => explained[id] === undefined)).toEqual([]);
  }, 300_000);
}
