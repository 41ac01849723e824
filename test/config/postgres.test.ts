import { describe, expect, test } from "vitest";
import { consumersSql, postgresFiles } from "../../config/postgres.ts";
import { secretsIn } from "../../config/secret-file.ts";

const share = { databases: [{ name: "umami" }, { name: "links", renamedFrom: "linkwarden" }], monitors: ["exporter"] };
const text = (path: string, memory = 512) =>
  postgresFiles(share, memory)
    .find((file) => file.path === path)
    ?.content((name) => `<${name}>`) ?? expect.fail(path);

test("its secrets are the administrator's and one for each role", () => {
  expect(secretsIn(postgresFiles(share, 512))).toEqual([
    "postgres/exporter",
    "postgres/links",
    "postgres/postgres",
    "postgres/umami",
  ]);
});

describe("consumers.sql", () => {
  const sql = consumersSql(share, (name) => `<${name}>`);

  test("holds verifiers and no password", () => {
    expect(sql).not.toMatch(/<postgres\//);
    expect(sql.match(/PASSWORD 'SCRAM-SHA-256\$4096:/g)).toHaveLength(3);
  });

  test("keeps everybody but its owner out of a database", () => {
    expect(sql).toContain('REVOKE ALL ON DATABASE "umami" FROM PUBLIC;');
    expect(sql).toContain("REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;");
    expect(sql).not.toMatch(/GRANT .* ON DATABASE "umami"/);
  });

  test("renames before it would create anew", () => {
    expect(sql.indexOf('RENAME TO "links"')).toBeGreaterThan(0);
    expect(sql.indexOf('RENAME TO "links"')).toBeLessThan(sql.indexOf('CREATE DATABASE "links"'));
  });

  test("gives a monitor statistics and nothing else", () => {
    expect(sql).toContain('GRANT pg_monitor TO "exporter";');
    expect(sql).not.toContain('CREATE DATABASE "exporter"');
  });

  test("withdraws the login of all but the declared", () => {
    expect(sql).toContain("<> ALL (ARRAY['umami', 'links', 'exporter']::text[])");
    expect(sql).not.toMatch(/DROP (DATABASE|ROLE)/);
  });

  test("ends sessions by the select list, where the conditions were looked at before", () => {
    expect(sql.match(/pg_terminate_backend/g)).toHaveLength(2);
    expect(sql.split("\n").filter((line) => /WHERE.*pg_terminate_backend/.test(line))).toEqual([]);
  });

  test("nobody declared is still valid SQL", () => {
    expect(consumersSql({ databases: [], monitors: [] }, () => "")).toContain("ARRAY[]::text[]");
  });
});

test("memory settings follow the limit", () => {
  expect(text("postgresql.conf")).toMatch(
    /shared_buffers = 128MB\neffective_cache_size = 384MB\nmaintenance_work_mem = 32MB\nwork_mem = 655kB/,
  );
  expect(text("postgresql.conf", 65536)).toMatch(/shared_buffers = 16384MB\n.*\nmaintenance_work_mem = 2048MB\n/);
});

test("the administrator exists inside the container only", () => {
  const rules = text("pg_hba.conf").split("\n");
  expect(rules.findIndex((rule) => /^host +all +postgres +all +reject$/.test(rule))).toBeLessThan(
    rules.findIndex((rule) => /^host +all +all +all +scram-sha-256$/.test(rule)),
  );
  expect(text("pg_hba.conf")).not.toMatch(/trust|password|md5/);
});
