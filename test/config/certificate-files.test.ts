import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readCertificateFiles } from "../../config/certificate-files.ts";
import { parseSettings, SettingsError } from "../../config/settings/settings.ts";

let folder: string;
const at = (name: string) => join(folder, name);

/** A key and a certificate for `names` that signs itself: NAME.key and NAME.crt. */
function issue(name: string, names: string[], days = 30): void {
  execFileSync(
    "openssl",
    [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=test"],
      ...["-keyout", at(`${name}.key`), "-out", at(`${name}.crt`), "-days", String(days)],
      ...["-addext", `subjectAltName=${names.map((host) => `DNS:${host}`).join(",")}`],
    ],
    { stdio: "ignore" },
  );
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "kompose-certificates-"));
  issue("good", ["example.org", "*.example.org"]);
  issue("narrow", ["example.org"]);
  writeFileSync(at("text"), "no PEM\n");
  writeFileSync(at("token"), "t0ken\n");
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(certificates: unknown, now?: Date) {
  const config = { "kompose:domain": "example.org", "kompose:certificates": certificates };
  return readCertificateFiles(parseSettings(config, { services: [] }), now);
}

/** What is wrong, without the folder. */
function problems(certificates: unknown, now?: Date): string[] {
  try {
    read(certificates, now);
  } catch (error) {
    if (error instanceof SettingsError) return error.problems.map((line) => line.replaceAll(folder, ""));
    throw error;
  }
  return [];
}

const files = (certificate: string, key: string) => ({ files: { certificate: at(certificate), key: at(key) } });

test("a certificate for the domain and all names below it is taken, with its key", () => {
  const { certificate, acmeSecrets } = read(files("good.crt", "good.key"));
  expect(certificate?.certificate).toContain("BEGIN CERTIFICATE");
  expect(certificate?.key).toContain("PRIVATE KEY");
  expect(acmeSecrets).toEqual({});
});

test("nothing is read where nothing is set", () => {
  expect(read({})).toEqual({ acmeSecrets: {} });
});

test("a file that is missing or no PEM is named, with its setting", () => {
  expect(problems(files("nowhere", "good.key"))).toEqual([
    'kompose:certificates.files.certificate is "/nowhere", which can not be read (ENOENT); it must be a file that whoever runs bin/up may read',
  ]);
  expect(problems(files("text", "good.key"))).toEqual([
    'kompose:certificates.files.certificate is "/text", which holds no certificate; it must be one in PEM',
  ]);
  expect(problems(files("good.crt", "text"))).toEqual([
    'kompose:certificates.files.key is "/text", which holds no private key without a passphrase; it must be one in PEM',
  ]);
});

test("a certificate that can not serve the domain is refused, with every reason", () => {
  expect(problems(files("narrow.crt", "good.key"))).toEqual([
    "kompose:certificates.files.key is the key of another certificate",
    "kompose:certificates.files.certificate holds for DNS:example.org; it must hold for example.org and *.example.org",
  ]);
  const day = 24 * 3600 * 1000;
  expect(problems(files("good.crt", "good.key"), new Date(Date.now() + 31 * day))).toEqual([
    expect.stringMatching(/^kompose:certificates\.files\.certificate was valid until .*; it must be renewed$/),
  ]);
  expect(problems(files("good.crt", "good.key"), new Date(Date.now() - 2 * day))).toEqual([
    expect.stringMatching(/^kompose:certificates\.files\.certificate is valid from .* only$/),
  ]);
});

test("what ACME needs is read from files, by the proxy's names for it", () => {
  const acme = {
    email: "admin@example.org",
    challenge: "dns",
    authority: at("good.crt"),
    dns: { provider: "cloudflare", credentials: { CF_DNS_API_TOKEN: at("token") } },
  };
  const { acmeSecrets } = read({ acme });
  expect(acmeSecrets["proxy/dns/CF_DNS_API_TOKEN"]).toBe("t0ken");
  expect(acmeSecrets["proxy/acme-authority"]).toContain("BEGIN CERTIFICATE");
  expect(problems({ acme: { ...acme, authority: at("text") } })).toEqual([
    'kompose:certificates.acme.authority is "/text", which holds no certificate; it must be one in PEM',
  ]);
});
