import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { script } from "../../components/script.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "kompose-scripts-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/**
 * Runs a script as the command provider does, with a `docker` on PATH that logs its arguments and answers by
 * `answers`, the body of a shell `case` over its argument list.
 */
function run(name: Parameters<typeof script>[0], env: Record<string, string>, stdin: string, answers = "") {
  const docker = join(folder, "docker");
  writeFileSync(
    docker,
    `#!/bin/sh\nprintf '%s\\n' "$*" >> '${folder}/log'\ncase "$*" in\n${answers}\n*) exit 0 ;;\nesac\n`,
  );
  chmodSync(docker, 0o755);
  const { status, stdout, stderr } = spawnSync("/bin/sh", ["-c", script(name)], {
    input: stdin,
    encoding: "utf8",
    env: { PATH: `${folder}:${process.env.PATH}`, ...env },
  });
  const log = existsSync(join(folder, "log")) ? readFileSync(join(folder, "log"), "utf8") : "";
  return { status, stdout, stderr, docker: log };
}

describe("wait-ready", () => {
  const env = { CONTAINER: "c0ffee", SERVICE: "toys_hello", TIMEOUT: "5", NETWORK: "kompose", ALIAS: "", RELOAD: "" };
  const status = (text: string) => `*"{{.State.Status}} {{.State.Health.Status}}"*) echo "${text}" ;;`;
  const restarts = (count: number) => `*"{{.RestartCount}}"*) echo ${count} ;;`;

  /** A time as the engine prints it, some seconds ago. */
  const ago = (seconds: number) => new Date(Date.now() - seconds * 1000).toISOString();
  const started = (seconds: number) => `*"{{.State.StartedAt}}"*) echo ${ago(seconds)} ;;`;

  test("ends at once when the container is healthy", () => {
    const result = run("wait-ready", env, "", status("running healthy"));
    expect(result).toMatchObject({ status: 0, stderr: "" });
  });

  test("records how long it took from the start, for the container that it waited for", () => {
    const result = run("wait-ready", env, "", `${status("running healthy")}\n${started(7)}`);
    const { container, healthyAfter, ...more } = JSON.parse(result.stdout);
    expect({ container, more }).toEqual({ container: "c0ffee", more: {} });
    expect(healthyAfter).toBeGreaterThanOrEqual(7);
    expect(healthyAfter).toBeLessThan(10);
  });

  test("records how long the name was away, where another container had it", () => {
    const killed = Math.floor(Date.now() / 1000) - 5;
    const result = run(
      "wait-ready",
      env,
      "",
      `${status("running healthy")}
      ${started(4)}
      *"{{.Created}}"*) echo ${ago(4)} ;;
      events*) echo ${killed} ;;`,
    );
    expect(JSON.parse(result.stdout).away).toBeGreaterThanOrEqual(5);
    expect(result.stderr).toMatch(/^toys_hello was away for \d+ s, from its stop until it was healthy again$/m);
  });

  test("keeps what was measured of a container that runs on, and of no other", () => {
    const kept = '{"container":"c0ffee","healthyAfter":3,"away":9}';
    const again = (previous: string) =>
      run(
        "wait-ready",
        { ...env, PULUMI_COMMAND_STDOUT: previous },
        "",
        `${status("running healthy")}\n${started(600)}`,
      ).stdout;
    expect(again(kept)).toBe(`${kept}\n`);
    expect(JSON.parse(again(kept.replace("c0ffee", "decaf"))).healthyAfter).toBeGreaterThanOrEqual(600);
  });

  test.each([
    ["unhealthy", "running unhealthy", 0, "toys_hello is not ready: its health check fails"],
    ["ended", "exited starting", 0, "toys_hello is not ready: it ended with exit code 7"],
    ["restarting", "restarting starting", 3, "toys_hello is not ready: it ends again and again, last with exit code 7"],
  ])("fails early when it is %s, with its last words", (_, state, count, message) => {
    const result = run(
      "wait-ready",
      env,
      "",
      `${status(state)}
      ${restarts(count)}
      *"{{.State.ExitCode}}"*) echo 7 ;;
      *State.Health.Log*) echo "1 connection refused" ;;
      logs*) echo "could not bind" ;;`,
    );
    expect(result.status).toBe(1);
    expect(result.stderr).toBe(
      `${message}\nits last health check said:\n  1 connection refused\nthe last lines of its log:\n  could not bind\n`,
    );
  });

  test("gives up after its time", () => {
    const result = run("wait-ready", { ...env, TIMEOUT: "1" }, "", `${status("running starting")}\n${restarts(0)}`);
    expect(result.status).toBe(1);
    expect(result.stderr).toContain("toys_hello is not ready: not healthy after 1 s");
  });

  test("shows no secret, whatever it looks like and however often it is said", () => {
    const result = run(
      "wait-ready",
      env,
      "s3cret\na.*b[1]\n",
      `${status("running unhealthy")}
      *State.Health.Log*) echo "1 with s3cret" ;;
      logs*) echo "s3crets3cret and a.*b[1], not aXXb1" ;;`,
    );
    expect(result.stderr).toContain("  1 with [secret]\n");
    expect(result.stderr).toContain("  [secret][secret] and [secret], not aXXb1\n");
    expect(result.docker).not.toContain("s3cret");
  });

  test("stops a candidate that never got healthy, and only a candidate", () => {
    const unhealthy = status("running unhealthy");
    expect(run("wait-ready", env, "", unhealthy).docker).not.toMatch(/^stop/m);
    const result = run("wait-ready", { ...env, ALIAS: "toys_hello" }, "", unhealthy);
    expect(result.docker).toMatch(/^stop c0ffee$/m);
    expect(result.stderr).toContain("what ran before, if anything, still serves");
  });

  test("lets a healthy candidate take over the name, once", () => {
    const alias = { ...env, ALIAS: "toys_hello" };
    expect(run("wait-ready", alias, "", status("running healthy")).docker).toMatch(
      /^network disconnect kompose c0ffee\nnetwork connect --alias toys_hello kompose c0ffee$/m,
    );
    rmSync(join(folder, "log"));
    const again = run("wait-ready", alias, "", `${status("running healthy")}\n*Aliases*) echo toys_hello ;;`);
    expect(again.docker).not.toContain("network");
  });

  test("makes it follow its files, and fails when it can not", () => {
    const reload = { ...env, RELOAD: "reload it" };
    const healthy = status("running healthy");
    expect(run("wait-ready", reload, "", `${healthy}\nexec*) echo done ;;`)).toMatchObject({
      status: 0,
      stderr: "done\n",
    });
    const failed = run("wait-ready", reload, "pass", `${healthy}\nexec*) echo "bad pass word"; exit 3 ;;`);
    expect(failed.status).toBe(1);
    expect(failed.stderr).toContain("bad [secret] word\n");
    expect(failed.stdout).not.toContain("pass");
    expect(failed.stderr).toContain("toys_hello: its changed files could not be put into effect");
  });
});

describe("check-major", () => {
  const env = { IMAGE: "busybox", VOLUME: "core-postgres-data", MAJOR: "18", SERVICE: "core-postgres" };

  test("lets the same version, no data and no volume pass", () => {
    expect(run("check-major", env, "", "run*) echo 18 ;;").status).toBe(0);
    expect(run("check-major", env, "").status).toBe(0);
    expect(run("check-major", env, "", "volume*) exit 1 ;;\nrun*) echo 17 ;;").status).toBe(0);
  });

  test("refuses another version and says what to do", () => {
    const result = run("check-major", env, "", "run*) echo 17 ;;");
    expect(result.status).toBe(1);
    expect(result.stderr).toContain("was written by PostgreSQL 17, the image is PostgreSQL 18");
    expect(result.stderr).toContain("docs/postgres-major-upgrade.md");
  });

  test("does not mistake a failed look for an empty volume", () => {
    expect(run("check-major", env, "", "run*) exit 125 ;;").status).not.toBe(0);
  });
});

describe("prepare-image", () => {
  const env = {
    ENVIRONMENT: "test",
    SERVICE: "toys_hello",
    REFERENCE: "registry.example.org/hello:1.2@sha256:abc",
    COMMAND: '["/bin/hello","compile"]',
  };
  const inspected = '"image inspect --format {{.Id}} kompose/prepared-toys_hello") echo sha256:c0ffee ;;';

  test("builds from the image by its name, without a network, and prints nothing but the id", () => {
    const build = `build*) cat > '${folder}/stdin'; echo "this builder is old" >&2; echo "step 1" ;;`;
    const result = run("prepare-image", env, "", `${build}\n${inspected}`);
    expect(result).toMatchObject({ status: 0, stdout: "sha256:c0ffee\n", stderr: "" });
    expect(readFileSync(join(folder, "stdin"), "utf8")).toBe(
      'FROM registry.example.org/hello:1.2@sha256:abc\nRUN ["/bin/hello","compile"]\n',
    );
    expect(result.docker).toMatch(/^build --network none .*--tag kompose\/prepared-toys_hello .*environment=test -$/m);
  });

  test("takes the engine's own builder, whichever a person has chosen for other work", () => {
    const build = 'build*) [ "$BUILDX_BUILDER" = default ] || exit 1 ;;';
    expect(run("prepare-image", env, "", `${build}\n${inspected}`).status).toBe(0);
  });

  test("says why it failed", () => {
    const result = run("prepare-image", env, "", `build*) echo "no such option: --all"; exit 3 ;;\n${inspected}`);
    expect(result).toMatchObject({ status: 1, stdout: "", stderr: "no such option: --all\n" });
  });
});

test("write-files has its content on standard input and nowhere else", () => {
  const content = Buffer.from("a secret").toString("base64");
  const result = run(
    "write-files",
    { IMAGE: "busybox", VOLUME: "v", OWNER: "1:1" },
    `token ${content}\n`,
    `run*) cat > '${folder}/stdin' ;;`,
  );
  expect(result.status).toBe(0);
  expect(readFileSync(join(folder, "stdin"), "utf8")).toBe(`token ${content}\n`);
  expect(result.docker).not.toContain(content);
});
