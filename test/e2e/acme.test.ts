/**
 * Certificates from an authority on the network: Pebble, Let's Encrypt's own test server, asks names of BIND and
 * comes to the door from another machine, as the real one would.
 */
import { randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { domain, publicRoute, toy } from "../support/door.ts";
import { Outsider, places } from "../support/outsider.ts";
import { TestPlatform } from "../support/platform.ts";

const pebbleImage = "letsencrypt/pebble:2.10.1";
/** The authority's and name server's address, and the platform's as they see it. */
const { outsider: authority, machine } = places.internet;
const tsigSecret = randomBytes(32).toString("base64");

const zone = `$TTL 1
@ IN SOA ns.${domain}. admin.${domain}. 1 1 1 60 1
@ IN NS ns.${domain}.
ns IN A ${authority}
@ IN A ${machine}
* IN A ${machine}
`;

const named = `key acme. { algorithm hmac-sha256; secret "${tsigSecret}"; };
options { directory "/tmp/named"; listen-on { any; }; listen-on-v6 { none; }; recursion no; dnssec-validation no; };
zone "${domain}" { type primary; file "zone"; allow-update { key acme.; }; };
`;

const pebble = {
  pebble: {
    listenAddress: "0.0.0.0:14000",
    managementListenAddress: "0.0.0.0:15000",
    certificate: "/files/server.crt",
    privateKey: "/files/server.key",
    httpPort: 80,
    tlsPort: 443,
  },
};

let platform: TestPlatform;
let internet: Outsider;
let files: string;

/** A self-signed certificate for a name or address: NAME.crt and NAME.key. */
async function selfSigned(name: string, subjectAltName: string): Promise<void> {
  await execa("openssl", [
    ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"],
    ...["-subj", `/CN=${name}`, "-addext", `subjectAltName=${subjectAltName}`],
    ...["-keyout", join(files, `${name}.key`), "-out", join(files, `${name}.crt`)],
  ]);
}

function settings(certificates: unknown): void {
  platform.settings({ "kompose:domain": domain, "kompose:certificates": certificates });
}

/** By ACME, with this challenge. */
const acme = (challenge: string, more: object = {}) => ({
  acme: {
    email: `admin@${domain}`,
    server: `https://${authority}:14000/dir`,
    authority: join(files, "server.crt"),
    challenge,
    ...more,
  },
});

beforeAll(async () => {
  platform = await TestPlatform.start({ further: [pebbleImage], arguments: [`--dns=${authority}`] });
  files = join(platform.stateFolder, "files");
  mkdirSync(files, { recursive: true });
  internet = await Outsider.start(platform.engine, "internet", []);
  await selfSigned("server", `IP:${authority}`);
  writeFileSync(join(files, "pebble.json"), JSON.stringify(pebble));
  writeFileSync(join(files, "tsig-secret"), tsigSecret);
  writeFileSync(join(files, "tsig-key"), "acme.");
  writeFileSync(join(files, "tsig-algorithm"), "hmac-sha256.");
  writeFileSync(join(files, "name-server"), `${authority}:53`);
  // Seconds between two names of a certificate; a minute, if nothing is said.
  writeFileSync(join(files, "interval"), "1");
  await internet.run(["mkdir", "-p", "/tmp/named"]);
  await internet.write("/tmp/named/zone", zone);
  await internet.write("/tmp/named/named.conf", named);
  const started = await internet.run(["named", "-c", "/tmp/named/named.conf", "-u", "root"]);
  expect(started.exitCode, started.stderr).toBe(0);
  await platform.docker([
    ...["run", "--detach", "--name=pebble", "--network=container:internet", `--volume=${files}:/files:ro`],
    // Real ones wait between validations, and refuse some of the nonces, which is not what is tested here.
    ...["--env=PEBBLE_VA_NOSLEEP=1", "--env=PEBBLE_WFE_NONCEREJECT=0", platform.engine.images[pebbleImage] ?? ""],
    ...["-config", "/files/pebble.json", "-dnsserver", "127.0.0.1:53"],
  ]);
}, 900_000);
afterAll(() => platform?.stop(), 60_000);

/** Waits until a name is answered with a certificate that says so of its issuer and its names. */
async function untilIssued(host: string, expected: RegExp): Promise<void> {
  try {
    await vi.waitFor(
      async () => expect(await internet.certificate(host, "-issuer", "-ext", "subjectAltName")).toMatch(expected),
      { timeout: 60_000, interval: 500 },
    );
  } catch (error) {
    console.log((await platform.logs("proxy_app")).split("\n").slice(-20).join("\n"));
    throw error;
  }
}

test("by HTTP-01: a certificate for each route, trusted by whoever trusts the authority", async () => {
  platform.write("services/toys/toy.ts", toy("toy", publicRoute("toy")));
  settings(acme("http"));
  await platform.up();
  await untilIssued(`toy.${domain}`, /issuer=CN ?= ?Pebble Intermediate[\s\S]*DNS:toy\.kompose\.test$/);
  const roots = await internet.run(["curl", "--silent", "--insecure", `https://${authority}:15000/roots/0`]);
  await internet.write("/tmp/authority.pem", roots.stdout);
  const resolve = ["--resolve", `toy.${domain}:443:${machine}`];
  expect(await internet.curl(...resolve, `https://toy.${domain}/`)).toContain('"toy"');
}, 180_000);

test("by TLS-ALPN-01: a route that is added later gets its own", async () => {
  platform.write("services/toys/later.ts", toy("later", publicRoute("later")));
  settings(acme("tls"));
  await platform.up();
  await untilIssued(`later.${domain}`, /Pebble Intermediate[\s\S]*DNS:later\.kompose\.test$/);
}, 180_000);

test("by DNS-01: one certificate for all names, with the provider's values in files alone", async () => {
  const credentials = {
    RFC2136_NAMESERVER: join(files, "name-server"),
    RFC2136_TSIG_KEY: join(files, "tsig-key"),
    RFC2136_TSIG_ALGORITHM: join(files, "tsig-algorithm"),
    RFC2136_TSIG_SECRET: join(files, "tsig-secret"),
    RFC2136_SEQUENCE_INTERVAL: join(files, "interval"),
  };
  settings(acme("dns", { dns: { provider: "rfc2136", credentials } }));
  await platform.up();
  await untilIssued(`nobody.${domain}`, /Pebble Intermediate[\s\S]*DNS:\*\.kompose\.test/);
  const shown = await platform.docker(["inspect", "proxy_app"]);
  expect(shown).toContain("RFC2136_TSIG_SECRET_FILE=/run/secrets/dns/RFC2136_TSIG_SECRET");
  expect(shown).not.toContain(tsigSecret);
  expect(await platform.pulumi("stack", "export")).not.toContain(tsigSecret);
}, 180_000);

test("the authority's word is kept where only the proxy reads it, in a volume of data; expiry is a metric", async () => {
  expect(await platform.docker(["exec", "proxy_app", "stat", "-c", "%a %u", "/letsencrypt/acme.json"])).toBe(
    "600 65532",
  );
  const volume = await platform.docker(["volume", "inspect", "proxy_app-letsencrypt", "--format", "{{json .Labels}}"]);
  expect(JSON.parse(volume)).toMatchObject({ "dev.kompose.data": "true" });
  const metrics = await platform.docker([
    "exec",
    "proxy_app",
    "wget",
    "-q",
    "-O",
    "-",
    "http://proxy_app.inside:8082/metrics",
  ]);
  expect(metrics).toMatch(/^traefik_tls_certs_not_after\{[^}]*sans="[^"]*\*\.kompose\.test[^"]*"[^}]*\} [1-9]/m);
});

test("files of one's own take over, and a new file is served by the next up, without a restart", async () => {
  await selfSigned("mine", `DNS:${domain},DNS:*.${domain}`);
  settings({ files: { certificate: join(files, "mine.crt"), key: join(files, "mine.key") } });
  await platform.up();
  const started = () => platform.docker(["inspect", "proxy_app", "--format", "{{.State.StartedAt}} {{.RestartCount}}"]);
  const before = await started();
  const shown = () => internet.certificate(`toy.${domain}`, "-serial", "-issuer");
  const first = await shown();
  expect(first).toMatch(/issuer=CN ?= ?mine/);
  await selfSigned("mine", `DNS:${domain},DNS:*.${domain}`);
  await platform.up();
  const second = await shown();
  expect(second).toMatch(/issuer=CN ?= ?mine/);
  expect(second).not.toBe(first);
  expect(await started()).toBe(before);
}, 180_000);
