/** The one door: what answers there, to whom, and that nothing else answers anywhere. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Door, domain, openDoor, publicRoute, toy } from "../support/door.ts";
import { changes } from "./door/changes.ts";

let door: Door;
beforeAll(async () => {
  door = await openDoor({
    toy: toy("toy", publicRoute("toy")),
    inside: toy("inside", '{ host: "inside", access: "internal" }'),
  });
}, 900_000);
afterAll(() => door?.platform.stop(), 60_000);

/** Status and protocol of an answer, such as `200 2`. */
const status = (...args: string[]) =>
  door.internet.curl("--output", "/dev/null", "--write-out", "%{http_code} %{http_version}", ...args);

describe("its answers", () => {
  test("verify against the platform's own authority, by HTTP/1.1, HTTP/2 and HTTP/3", async () => {
    expect(await status("--http1.1", `https://toy.${domain}/`)).toBe("200 1.1");
    expect(await status(`https://toy.${domain}/`)).toBe("200 2");
    expect(await status("--http3-only", `https://toy.${domain}/`)).toBe("200 3");
    await expect(door.internet.run(["curl", "--silent", `https://toy.${domain}/`])).resolves.toMatchObject({
      exitCode: 60,
    });
  });

  test("to plain HTTP lead to TLS, with path and query", async () => {
    const answer = await door.internet.curl("--head", `http://toy.${domain}/a?b=c`);
    expect(answer).toMatch(/^HTTP\/1\.1 308 /);
    expect(answer).toContain(`Location: https://toy.${domain}/a?b=c`);
  });

  test("carry the headers that keep a browser safe, and none about the software", async () => {
    const answer = (await door.internet.curl("--head", `https://toy.${domain}/`)).toLowerCase();
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

  test("need a name that the door has a certificate for", async () => {
    const ask = (...args: string[]) => door.internet.run(["curl", "--silent", "--insecure", ...args]);
    // 35: the handshake failed.
    expect((await ask(`https://${door.internet.machine}/`)).exitCode).toBe(35);
    expect((await ask("--connect-to", `example.org:443:${domain}:443`, "https://example.org/")).exitCode).toBe(35);
    expect((await ask("--tls-max", "1.1", `https://toy.${domain}/`)).exitCode).toBe(35);
  });

  test("say, for an address that nothing lives at, so", async () => {
    const page = await door.internet.curl("--include", "--header", "Accept: text/html", `https://nobody.${domain}/a`);
    expect(page).toMatch(/^HTTP\/2 404 /);
    expect(page).toContain(`https://${domain}/`);
    const problem = await door.internet.curl("--include", `https://nobody.${domain}/a`);
    expect(problem).toMatch(/content-type: application\/problem\+json/);
  });
});

describe("a route for the inside", () => {
  test("is open at home, and says on the internet that it is not", async () => {
    expect(await door.home.curl(`https://inside.${domain}/`)).toContain('"inside"');
    const refused = await door.internet.curl("--include", "--header", "Accept: text/html", `https://inside.${domain}/`);
    expect(refused).toMatch(/^HTTP\/2 403 /);
    expect(refused).toContain("text/html");
    expect(refused).not.toContain('"greeting"');
  });

  test("is not opened by what a client says about itself", async () => {
    for (const header of ["X-Forwarded-For: 10.0.0.1", "X-Real-Ip: 10.0.0.1", "Forwarded: for=10.0.0.1"]) {
      expect(await status("--header", header, `https://inside.${domain}/`)).toBe("403 2");
    }
    // Another name in the handshake than in the request.
    const crossed = ["--http1.1", "--header", `Host: inside.${domain}`, `https://toy.${domain}/`];
    expect(await status(...crossed)).toMatch(/^(403|421) 1\.1$/);
  });
});

test("what a client says about who it is reaches no service; what the door says does", async () => {
  const claimed = ["X-Auth-Request-User", "X-Auth-Request-Email", "X-Forwarded-User", "Remote-User", "X-Webauth-User"];
  const spelled = [...claimed, ...claimed.map((name) => name.replaceAll("-", "_"))];
  const answer = await door.internet.curl(
    ...spelled.flatMap((name) => ["--header", `${name}: admin`]),
    ...["--header", "X-Forwarded-For: 10.0.0.1", "--header", "Authorization: Bearer mine"],
    `https://toy.${domain}/whoami`,
  );
  const { headers } = JSON.parse(answer) as { headers: Record<string, string[]> };
  expect(JSON.stringify(headers)).not.toContain("admin");
  expect(headers["X-Forwarded-For"]).toEqual([door.internet.address]);
  expect(headers.Authorization).toEqual(["Bearer mine"]);
});

describe("from another machine", () => {
  /** Ports of an address that answer to a full handshake. */
  async function openPorts(address: string): Promise<string[]> {
    const scan = ["nmap", "-n", "-Pn", "-sT", "-p-", "--min-rate=5000", "--max-retries=1", "-T5", "-oG", "-", address];
    const { stdout } = await door.internet.run(scan);
    expect(stdout).toContain("Nmap done");
    return [...stdout.matchAll(/(\d+)\/open\/tcp/g)].map(([, port]) => port as string);
  }

  test("80 and 443 answer, and of all other ports none; one that is published by hand is found", async () => {
    expect(await openPorts(door.internet.machine)).toEqual(["80", "443"]);
    const image = await door.platform.imageOf(await door.platform.containerOf("proxy_page"));
    const serve = ["node", "-e", "require('http').createServer((_, answer) => answer.end()).listen(8080)"];
    await door.platform.docker(["run", "--detach", "--name=by-hand", "--publish=18080:8080", image, ...serve]);
    expect(await openPorts(door.internet.machine)).toEqual(["80", "443", "18080"]);
    await door.platform.docker(["rm", "--force", "by-hand"]);
  }, 180_000);

  test("no container answers at its own address but the door, at its two ports", async () => {
    const format = "{{.Name}} {{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}";
    const ids = await door.platform.containers();
    const containers = (await door.platform.docker(["inspect", "--format", format, ...ids]))
      .split("\n")
      .map((line) => line.trim().split(" "))
      .flatMap(([name = "", ...addresses]) => addresses.map((address) => ({ name: name.slice(1), address })));
    expect(containers.length).toBeGreaterThan(8);
    // Neighbours do reach them there: the addresses are the right ones.
    const postgres = containers.find(({ name }) => name === "core-postgres")?.address;
    const tools = await door.platform.imageOf("internet");
    const asked = await door.platform.neighbour(tools, `nc -z -w 2 ${postgres} 5432`);
    expect(asked.exitCode).toBe(0);

    const ports = "21-23,25,80,443,1025,1080,1883,2375,2376,3000,4180,5432,6379,8000-8090,8443,8883,9000-9100,9229";
    const addresses = containers.map(({ address }) => address);
    const scan = ["nmap", "-n", "-Pn", "-sT", "-p", ports, "--max-retries=1", "-T5", "-oG", "-", ...addresses];
    const { stdout } = await door.internet.run(scan);
    expect(stdout).toContain("Nmap done");
    const open = [...stdout.matchAll(/^Host: (\S+).*?Ports: (.*)$/gm)].flatMap(([, address, said = ""]) =>
      [...said.matchAll(/(\d+)\/open\//g)].map(([, port]) => {
        const name = containers.find((container) => container.address === address)?.name;
        return `${name} ${port}`;
      }),
    );
    expect(open.filter((found) => !/^proxy_app (80|443)$/.test(found))).toEqual([]);
  }, 180_000);
});

test("a socket, a stream of events, a large upload and a slow client get through", async () => {
  const { platform, internet, authority } = door;
  const node = await platform.imageOf(await platform.containerOf("proxy_page"));
  const script = `
    const socket = new WebSocket("wss://toy.${domain}/ws");
    socket.onopen = () => socket.send("hello");
    socket.onmessage = ({ data }) => { console.log(data); socket.close(); };
    socket.onerror = ({ message }) => { console.log("failed", message); process.exit(1); };
  `;
  const socket = await platform.docker([
    ...["run", "--rm", "--network=container:internet", `--volume=${authority}:/authority.pem:ro`],
    ...["--env=NODE_EXTRA_CA_CERTS=/authority.pem", node, "node", "-e", script],
  ]);
  expect(socket).toBe("hello");

  // Each event arrives when it is sent, not when the stream ends.
  const started = Date.now();
  const events = await internet.run([
    ...["sh", "-c"],
    `curl --silent --no-buffer --cacert /tmp/authority.pem --header 'Accept-Encoding: gzip' ` +
      `'https://toy.${domain}/events?count=4&every=1s' | while read -r line; do echo "$(date +%s%3N) $line"; done`,
  ]);
  const times = [...events.stdout.matchAll(/^(\d+) id: /gm)].map(([, time]) => Number(time) - started);
  expect(times).toHaveLength(4);
  expect((times[3] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2500);

  const uploaded = await internet.run([
    ...["sh", "-c"],
    `head -c 1073741824 /dev/zero | curl --silent --show-error --cacert /tmp/authority.pem --request POST ` +
      `--upload-file - 'https://toy.${domain}/upload'`,
  ]);
  expect(JSON.parse(uploaded.stdout)).toMatchObject({ bytes: 1_073_741_824 });

  // 5 kB at 1 kB/s.
  const slow = await internet.run([
    ...["sh", "-c"],
    `head -c 5000 /dev/zero | curl --silent --show-error --limit-rate 1000 --cacert /tmp/authority.pem ` +
      `--request POST --data-binary @- 'https://toy.${domain}/upload'`,
  ]);
  expect(JSON.parse(slow.stdout)).toMatchObject({ bytes: 5000 });
}, 180_000);

test("the access log has no cookie, token or query in it", async () => {
  const secret = "hunter2";
  await door.internet.curl(
    ...["--cookie", `session=${secret}`, "--header", `Authorization: Bearer ${secret}`, "--user-agent", "the-agent"],
    ...["--referer", `https://example.org/?token=${secret}`, `https://toy.${domain}/whoami?token=${secret}`],
  );
  const lines = (await door.platform.logs("proxy_app")).split("\n").filter((line) => line.includes("the-agent"));
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? "")).toMatchObject({
    RequestMethod: "GET",
    RequestPath: "/whoami",
    DownstreamStatus: 200,
  });
  expect(await door.platform.logs("proxy_app")).not.toContain(secret);
});

changes(() => door);

test("testssl finds nothing worse than OK that is not explained here", async () => {
  /** Findings that are what they should be, each with the reason. */
  const explained: Record<string, string> = {
    engine_problem: "testssl's own: it says which OpenSSL it runs with",
    RC4: "testssl's own: its OpenSSL can not try RC4; the list of ciphers has none",
    TLS_session_ticket: "Go says a week and changes the key every day (crypto/tls, ticketKeyRotation)",
    cert_trust_wildcard: "one certificate for all names below the domain is what it is for",
    cert_revocation: "an authority of one's own, whose only certificates live a year, publishes no list",
    DNS_CAArecord: "the tests' domain has no DNS",
  };
  await door.internet.run(["mkdir", "-p", "/tmp/scan"]);
  const { stdout, exitCode } = await door.internet.run([
    ...[
      "testssl",
      "--quiet",
      "--color",
      "0",
      "--fast",
      "--jsonfile",
      "/tmp/scan/result.json",
      "--ip",
      door.internet.machine,
    ],
    ...["--add-ca", "/tmp/authority.pem", "--protocols", "--server-defaults", "--server-preference", "--fs"],
    ...["--vulnerable", `https://toy.${domain}:443`],
  ]);
  expect(exitCode, stdout).toBeDefined();
  const { stdout: json } = await door.internet.run(["cat", "/tmp/scan/result.json"]);
  const findings = JSON.parse(json) as { id: string; severity: string; finding: string }[];
  expect(findings.length).toBeGreaterThan(50);
  const bad = findings.filter(({ severity }) => !["OK", "INFO"].includes(severity));
  expect(bad.filter(({ id }) => explained[id] === undefined)).toEqual([]);
}, 600_000);
