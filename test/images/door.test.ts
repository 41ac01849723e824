/** The contracts of `traefik:3`, `haproxy:3.2` and `node:24`, as far as anything here relies on them. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { images } from "../../config/images.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { Containers, hardened } from "./containers.ts";

let engine: TestEngine;
let containers: Containers;
beforeAll(async () => {
  engine = await startTestEngine({ images: [images.traefik, images.haproxy, images.node, images.busybox] });
  containers = new Containers(engine);
  await containers.docker("network", "create", "tests");
});
afterAll(() => engine?.stop(), 60_000);

const tag = (image: string) => image.replace(/^.*:v?/, "");

describe("traefik", () => {
  const flags = [
    "--entrypoints.web.address=:80",
    "--entrypoints.websecure.address=:443",
    "--ping=true",
    "--ping.entrypoint=web",
  ];

  test("takes the ports 80 and 443 without any right, and ends cleanly", async () => {
    await containers.start("traefik", images.traefik, hardened("65532:65532"), flags);
    await containers.until("traefik", "wget", "-q", "-O", "-", "http://127.0.0.1/ping");
    expect(await containers.beside(images.busybox, "wget", "-q", "-O", "-", "http://traefik/ping")).toMatchObject({
      stdout: "OK",
    });
    expect(await containers.beside(images.busybox, "sh", "-c", "nc -w 2 traefik 443 < /dev/null")).toMatchObject({
      exitCode: 0,
    });
    expect(await containers.docker("exec", "traefik", "traefik", "healthcheck", ...flags)).toContain("OK");
    expect(await containers.stop("traefik")).toBe(0);
  });

  test.each([
    ["its command", ["version"]],
    ["its name and its command", ["traefik", "version"]],
  ])("%s says the version", async (_, command) => {
    expect(await containers.docker("run", "--rm", containers.image(images.traefik), ...command)).toMatch(
      new RegExp(`^Version: +${tag(images.traefik)}$`, "m"),
    );
  });

  test("what is no command of its own is run as it is", async () => {
    const { stdout } = await containers.beside(
      images.traefik,
      "sh",
      "-c",
      "command -v traefik; command -v wget; echo $0",
    );
    expect(stdout).toBe("/usr/local/bin/traefik\nwget\nsh");
  });

  test("knows the public certificate authorities", async () => {
    const { stdout } = await containers.beside(
      images.traefik,
      "grep",
      "-c",
      "BEGIN CERTIFICATE",
      "/etc/ssl/certs/ca-certificates.crt",
    );
    expect(Number(stdout)).toBeGreaterThan(100);
  });
});

describe("haproxy", () => {
  const configuration = `defaults
  mode http
  timeout connect 1s
  timeout client 5s
  timeout server 5s
listen all
  bind :8080
  http-request return status 200 content-type text/plain string served
`;

  test.each(["0:0", "99:99"])("as %s it serves without any right, and ends cleanly", async (user) => {
    const name = `haproxy-${user.split(":")[0]}`;
    await containers.files(name, user, { "haproxy.cfg": configuration });
    await containers.start(
      name,
      images.haproxy,
      [...hardened(user), `--volume=${name}:/run/secrets:ro`],
      ["haproxy", "-f", "/run/secrets/haproxy.cfg"],
    );
    await containers.until(name, "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080");
    expect(await containers.beside(images.busybox, "wget", "-q", "-O", "-", `http://${name}:8080/`)).toMatchObject({
      stdout: "served",
    });
    const arguments_ = await containers.docker("exec", name, "sh", "-c", "tr '\\0' ' ' < /proc/1/cmdline");
    expect(arguments_).toBe("haproxy -W -db -f /run/secrets/haproxy.cfg ");
    expect(await containers.docker("exec", name, "id", "-u")).toBe(user.split(":")[0]);
    expect(await containers.stop(name)).toBe(0);
  });

  test("unasked, it is the user haproxy and reads /usr/local/etc/haproxy/haproxy.cfg", async () => {
    await containers.files("haproxy-conf", "99:99", { "haproxy.cfg": configuration });
    const volume = "--volume=haproxy-conf:/usr/local/etc/haproxy:ro";
    await containers.start("haproxy", images.haproxy, [volume]);
    await containers.until("haproxy", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080");
    expect(await containers.docker("exec", "haproxy", "id", "-un")).toBe("haproxy");
    expect(await containers.docker("run", "--rm", volume, containers.image(images.haproxy), "-v")).toContain(
      `version ${tag(images.haproxy)}`,
    );
  });
});

describe("node", () => {
  const server = `
    const server = require("node:http").createServer((request, response) => response.end(process.version));
    server.listen(8080);
    process.on("SIGTERM", () => server.close(() => process.exit(0)));`;

  test("serves as the user node without any right, and is told to end", async () => {
    await containers.start("node", images.node, hardened("1000:1000"), ["-e", server]);
    await containers.until("node", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080");
    expect(await containers.beside(images.busybox, "wget", "-q", "-O", "-", "http://node:8080/")).toMatchObject({
      stdout: `v${tag(images.node)}`,
    });
    expect(await containers.docker("exec", "node", "id", "node")).toContain("uid=1000(node) gid=1000(node)");
    expect(await containers.stop("node")).toBe(0);
  });

  test("runs TypeScript, and what is no command is its script", async () => {
    await containers.files("node-program", "1000:1000", { "program.ts": "const n: number = 1;\nconsole.log(n);\n" });
    const run = ["run", "--rm", ...hardened("1000:1000"), "--volume=node-program:/run/secrets:ro"];
    for (const words of [["/run/secrets/program.ts"], ["node", "/run/secrets/program.ts"], ["-p", "1"]]) {
      expect(await containers.docker(...run, containers.image(images.node), ...words)).toBe("1");
    }
    expect(await containers.docker(...run, containers.image(images.node), "sh", "-c", "echo $0")).toBe("sh");
  });
});
