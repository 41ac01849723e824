/** The contract of docker-library's `postgres:18`, as far as anything here relies on it. */
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { images } from "../../config/images.ts";
import { startTestEngine, type TestEngine } from "../support/engine.ts";
import { Containers, hardened } from "./containers.ts";

let engine: TestEngine;
let containers: Containers;
let image: string;
beforeAll(async () => {
  engine = await startTestEngine();
  containers = new Containers(engine);
  image = containers.image(images.postgres);
});
afterAll(() => engine?.stop(), 60_000);

const limits = hardened("999:999", ["/var/run/postgresql", "/tmp"]);
const served = "the cluster is made";

/** Starts a server with a data volume of its own name and waits until it serves. */
async function serve(name: string, options: readonly string[], command: readonly string[] = []): Promise<void> {
  await containers.docker(
    ...["run", "--detach", `--name=${name}`, `--volume=${name}:/var/lib/postgresql`, ...options, image, ...command],
  );
  await containers.untilLogged(name, served);
  await containers.until(name, "pg_isready", "--quiet", "--host=127.0.0.1");
}

const query = (name: string, sql: string, ...options: string[]) =>
  containers.docker("exec", name, "psql", "--no-psqlrc", "--tuples-only", "--no-align", ...options, "--command", sql);

test("runs without any right, with its password in a file and its own settings from the first start on", async () => {
  await containers.files("settings", "999:999", {
    "superuser-password": "correct",
    "postgresql.conf":
      "listen_addresses = '*'\nhba_file = '/run/secrets/pg_hba.conf'\nmax_connections = 33\nwal_compression = lz4\n",
    "pg_hba.conf": "local all postgres peer\nhost all all all scram-sha-256\n",
  });
  const options = ["--volume=settings:/run/secrets:ro", "--env=POSTGRES_PASSWORD_FILE=/run/secrets/superuser-password"];
  await serve("plain", [...limits, ...options], ["postgres", "-c", "config_file=/run/secrets/postgresql.conf"]);
  expect(await query("plain", "SHOW max_connections", "--username=postgres")).toBe("33");
  expect(await query("plain", "SHOW wal_compression", "--username=postgres")).toBe("lz4");
  expect(await query("plain", "SHOW data_directory", "--username=postgres")).toBe("/var/lib/postgresql/18/docker");
  expect(await query("plain", "SHOW server_version_num", "--username=postgres")).toMatch(/^18\d{4}$/);

  const login = (password: string) =>
    containers.try(
      "exec",
      `--env=PGPASSWORD=${password}`,
      "plain",
      "psql",
      "-h",
      "127.0.0.1",
      "-U",
      "postgres",
      "-c",
      "SELECT 1",
    );
  expect(await login("correct")).toMatchObject({ exitCode: 0 });
  expect(await login("wrong")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("authentication failed") });

  await query(
    "plain",
    "CREATE EXTENSION pg_stat_statements; CREATE EXTENSION pgcrypto; CREATE TABLE kept (n int)",
    "--username=postgres",
  );
  expect(await containers.stop("plain")).toBe(0);
  expect(await containers.log("plain")).toContain("received fast shutdown request");
  expect(await containers.log("plain")).toContain("database system is shut down");

  await containers.docker("start", "plain");
  await containers.until("plain", "pg_isready", "--quiet", "--host=127.0.0.1");
  expect(await query("plain", "SELECT to_regclass('kept')", "--username=postgres")).toBe("kept");
  expect((await containers.log("plain")).split(served)).toHaveLength(2);
});

test("makes user and database as asked, with initdb's arguments, and runs scripts once by name", async () => {
  await containers.files("scripts", "999:999", {
    "1-table.sql": "CREATE TABLE visited (by text);",
    "2-sourced.sh": "docker_process_sql --command=\"INSERT INTO visited VALUES ('script')\"",
    "3-last.sql": "INSERT INTO visited SELECT 'sql' FROM visited;",
  });
  await serve("asked", [
    ...limits,
    "--volume=scripts:/docker-entrypoint-initdb.d:ro",
    ...[
      "POSTGRES_PASSWORD=x",
      "POSTGRES_USER=alice",
      "POSTGRES_DB=shop",
      "POSTGRES_INITDB_ARGS=--no-data-checksums",
    ].map((setting) => `--env=${setting}`),
  ]);
  const ask = (sql: string) => query("asked", sql, "--username=alice", "--dbname=shop");
  expect(await ask("SELECT string_agg(by, ',') FROM visited")).toBe("script,sql");
  expect(await ask("SHOW data_checksums")).toBe("off");
  expect(await ask("SELECT datcollate FROM pg_database WHERE datname = 'shop'")).toBe("en_US.utf8");
  await containers.docker("restart", "asked");
  await containers.until("asked", "pg_isready", "--quiet", "--host=127.0.0.1");
  expect(await ask("SELECT count(*) FROM visited")).toBe("2");
});

test("started by root it becomes postgres, and owns a volume that was root's", async () => {
  await containers.docker("volume", "create", "asroot");
  await containers.files("asroot", "0:0", { "left-by-root": "" });
  await serve("asroot", ["--env=POSTGRES_PASSWORD=x"]);
  expect(await containers.docker("exec", "asroot", "stat", "--format=%U", "/proc/1")).toBe("postgres");
});

test("killed in its first start, it begins afresh instead of serving half a cluster", async () => {
  await containers.files("slow", "999:999", {
    "1-marker.sql": "CREATE TABLE first_half ();",
    "2-slow.sql": "SELECT pg_sleep(2);",
    "3-marker.sql": "CREATE TABLE second_half ();",
  });
  const options = [...limits, "--env=POSTGRES_PASSWORD=x", "--volume=slow:/docker-entrypoint-initdb.d:ro"];
  await containers.docker(
    ...["run", "--detach", "--name=killed", "--volume=killed:/var/lib/postgresql", ...options, image],
  );
  await containers.untilLogged("killed", "2-slow.sql");
  await sleep(200);
  await containers.docker("kill", "--signal=KILL", "killed");
  expect(await containers.log("killed")).not.toContain(served);
  await containers.docker("start", "killed");
  await containers.untilLogged("killed", served);
  await containers.until("killed", "pg_isready", "--quiet", "--host=127.0.0.1");
  expect(await query("killed", "SELECT to_regclass('second_half')", "--username=postgres")).toBe("second_half");
});

test("says what is missing instead of making an open cluster", async () => {
  const { exitCode, stderr } = await containers.try("run", "--rm", ...limits, image);
  expect(exitCode).toBe(1);
  expect(stderr).toContain("POSTGRES_PASSWORD_FILE");
});

test("a volume where versions before 18 had it is refused", async () => {
  const { exitCode, stderr } = await containers.try(
    ...["run", "--rm", "--volume=old:/var/lib/postgresql/data", "--env=POSTGRES_PASSWORD=x", image],
  );
  expect(exitCode).toBe(1);
  expect(stderr).toContain("the volume belongs at /var/lib/postgresql");
});
