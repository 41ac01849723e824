/** The images of tests alone: the ACME authority `letsencrypt/pebble:2`, an outsider's tools, and the toy. */
import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { images } from "../../config/images.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { Containers, hardened } from "./containers.ts";

const pebble = "letsencrypt/pebble:2.10.1";
const tools = "kompose-tools:1.0.0";
const toy = "kompose-toy:1.0.0";

let engine: TestEngine;
let containers: Containers;
beforeAll(async () => {
  engine = await startTestEngine({ images: [pebble, tools, toy, images.node, images.busybox] });
  containers = new Containers(engine);
  await containers.docker("network", "create", "tests");
  await containers.start("toy", toy, hardened("65534:65534"));
  await containers.until("toy", "wget", "-q", "-O", "-", "http://127.0.0.1:8080/healthz");
});
afterAll(() => engine?.stop(), 60_000);

/** A command with the tools, which must succeed; its standard output. */
async function outsider(...command: string[]): Promise<string> {
  const image = containers.image(tools);
  const { exitCode, stdout, stderr } = await containers.try(
    ...["run", "--rm", "--network=tests", "--volume=pebble:/run/secrets:ro", ...hardened("65534:65534", ["/tmp"])],
    ...[image, ...command],
  );
  if (exitCode !== 0) throw new Error(`${command.join(" ")}: ${stderr}`);
  return stdout;
}

describe("kompose-tools", () => {
  test("speak HTTP/3, and hold what else an outsider would bring", async () => {
    expect(await outsider("curl", "--version")).toMatch(/HTTP2 HTTP3/);
    expect(await outsider("h2load", "--help")).toContain("--h3");
    const programs = ["nmap", "ncat", "nc", "openssl", "testssl.sh", "wrk", "ip", "ss", "bash"];
    const found = await outsider("sh", "-c", `for program in ${programs.join(" ")}; do command -v $program; done`);
    expect(found.split("\n")).toHaveLength(programs.length);
  });

  test("find an open port without any right", async () => {
    expect(await outsider("nmap", "-Pn", "-p", "8079-8080", "toy")).toMatch(/8079\/tcp +closed[\s\S]*8080\/tcp +open/);
  });
});

describe("pebble", () => {
  test("runs without any right on a configuration and a certificate of its own", async () => {
    const words =
      "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=pebble " +
      "-addext subjectAltName=DNS:pebble -keyout /tmp/key -out /tmp/cert && cat /tmp/cert /tmp/key";
    await containers.docker("volume", "create", "pebble");
    const pair = await outsider("sh", "-c", words);
    const [certificate = "", key = ""] = pair.split(/(?=-----BEGIN PRIVATE KEY)/);
    const settings = {
      listenAddress: "0.0.0.0:14000",
      managementListenAddress: "0.0.0.0:15000",
      certificate: "/run/secrets/cert.pem",
      privateKey: "/run/secrets/key.pem",
      httpPort: 80,
      tlsPort: 443,
    };
    await containers.files("pebble", "65534:65534", {
      "pebble.json": JSON.stringify({ pebble: settings }),
      "cert.pem": certificate,
      "key.pem": key,
    });
    await containers.start(
      "pebble",
      pebble,
      [...hardened("65534:65534"), "--volume=pebble:/run/secrets:ro"],
      ["-config", "/run/secrets/pebble.json"],
    );
    await containers.untilLogged("pebble", "Listening on: 0.0.0.0:14000");
    const directory = await outsider("curl", "-s", "--cacert", "/run/secrets/cert.pem", "https://pebble:14000/dir");
    expect(JSON.parse(directory)).toHaveProperty("newAccount");
    expect(await containers.docker("run", "--rm", containers.image(pebble), "-version")).toContain("2.10.1");
  });

  test("has the server of challenges beside it", async () => {
    const options = [...hardened("65534:65534"), "--entrypoint=pebble-challtestsrv"];
    await containers.start("challenges", pebble, options, ["-https01", "", "-tlsalpn01", "", "-doh", ""]);
    const record = '{"host":"a.test.", "addresses":["192.0.2.7"]}';
    await outsider("curl", "-sf", "--retry", "5", "--retry-connrefused", "-d", record, "http://challenges:8055/add-a");
  });
});

describe("kompose-toy", () => {
  const get = async (path: string, ...options: string[]) =>
    outsider("curl", "-s", ...options, `http://toy:8080${path}`);

  test("says what of a request reached it", async () => {
    const said = JSON.parse(await get("/whoami?a=%2F", "-X", "PUT", "-H", "X-Word: one", "-H", "X-Word: two"));
    expect(said).toMatchObject({
      method: "PUT",
      target: "/whoami?a=%2F",
      host: "toy:8080",
      headers: { "X-Word": ["one", "two"] },
    });
    expect(said.remote).toMatch(/^[0-9.]+:\d+$/);
  });

  test("answers with the status and the number of bytes that it is asked for", async () => {
    const status = ["-o", "/dev/null", "-w", "%{http_code} %{size_download}"];
    expect(await get("/status/418", ...status)).toBe("418 0");
    expect(await get("/status/99", ...status)).toMatch(/^400 /);
    expect(await get("/bytes?size=12345678", ...status)).toBe("200 12345678");
  });

  test("takes an upload and says its hash", async () => {
    const upload = "head -c 3000000 /dev/zero | curl -s --data-binary @- http://toy:8080/upload";
    const sha256 = createHash("sha256").update(Buffer.alloc(3_000_000)).digest("hex");
    expect(JSON.parse(await outsider("sh", "-c", upload))).toEqual({ bytes: 3_000_000, sha256 });
  });

  test("sends events one by one", async () => {
    const script = `
      const response = await fetch("http://toy:8080/events?count=3&every=500ms");
      const started = performance.now();
      for await (const part of response.body) console.log(Math.round((performance.now() - started) / 500), part.length);`;
    const { stdout } = await containers.beside(images.node, "--input-type=module", "-e", script);
    expect(stdout.split("\n").map((line) => line.split(" ")[0])).toEqual(["0", "1", "2"]);
  });

  test("echoes what comes by WebSocket, and says goodbye when it ends", async () => {
    await containers.start("toy-socket", toy, []);
    await containers.untilLogged("toy-socket", "on :8080");
    const script = `
      const socket = new WebSocket("ws://toy-socket:8080/ws");
      socket.onopen = () => socket.send("hello");
      socket.onmessage = ({ data }) => console.log(data);
      socket.onclose = ({ code }) => console.log(code);`;
    await containers.start("socket-customer", images.node, [], ["-e", script]);
    await containers.untilLogged("socket-customer", "hello");
    expect(await containers.stop("toy-socket")).toBe(0);
    await containers.docker("wait", "socket-customer");
    expect((await containers.log("socket-customer")).trim()).toBe("hello\n1001");
  });

  test("as a customer it holds many connections and uses each twice", async () => {
    const { stdout } = await containers.beside(toy, "hold", "toy:8080", "300", "1s", "--path", "/healthz");
    expect(JSON.parse(stdout)).toEqual({
      opened: 300,
      answeredFirst: 300,
      answeredSecond: 300,
      errors: {},
      slowest: expect.any(Number),
    });
    const refused = await containers.beside(toy, "hold", "toy:8079", "3", "0s");
    expect(JSON.parse(refused.stdout)).toMatchObject({ opened: 0, errors: { "open: refused": 3 } });
  });

  test("as a customer it speaks TLS with whom it trusts, under a name and at an address of its choice", async () => {
    const options = ["run", "--detach", "--network=tests", "--volume=pebble:/run/secrets:ro", "--user=65534:65534"];
    const https = ["--connect", "pebble:14000", "https://pebble/dir", "20ms"];
    const asked = async (name: string, expected: string, ...words: string[]) => {
      await containers.docker(...options, `--name=${name}`, containers.image(toy), "ask", ...words, ...https);
      await containers.untilLogged(name, expected);
      await containers.stop(name);
      return (await containers.log(name)).split("\n");
    };
    const trusting = await asked(
      "trusting",
      "200 ",
      "--ca",
      "/run/secrets/cert.pem",
      "--keep-alive",
      "--parallel",
      "3",
    );
    expect(trusting[0]).toMatch(/^200 /);
    expect(trusting.join("\n")).toMatch(/slowest \d/);
    expect((await asked("insecure", "200 ", "--insecure"))[0]).toMatch(/^200 /);
    expect((await asked("strict", "error"))[0]).toMatch(/^error .*certificate/);
    const volume = "--volume=pebble:/run/secrets:ro";
    const words = ["hold", "pebble:14000", "5", "0s", "--tls", "pebble", "--ca", "/run/secrets/cert.pem"];
    const held = await containers.docker(
      ...["run", "--rm", "--network=tests", volume, "--user=65534:65534", containers.image(toy), ...words],
    );
    expect(JSON.parse(held)).toMatchObject({ opened: 5, answeredFirst: 5, answeredSecond: 5 });
  });
});
