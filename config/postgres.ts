/** PostgreSQL: server settings, access rules, and the SQL that makes databases and roles what is declared. */
import { scramVerifier } from "./scram.ts";
import { type SecretFile, secretFile, secretsPath } from "./secret-file.ts";

/** One consumer's database and the role that owns it; both have this name. */
export interface Database {
  name: string;
  /** The name it had before; its data and role are renamed. */
  renamedFrom?: string;
}

export interface PostgresShare {
  databases: readonly Database[];
  /** Roles that may read statistics (`pg_monitor`) and nothing else. */
  monitors: readonly string[];
}

/** The name of the generated password of a role. */
export function postgresSecret(role: string): string {
  return `postgres/${role}`;
}

/** The role every consumer is a member of, without any right: it marks the roles that are ours to manage. */
const consumers = "kompose_consumer";

const maxConnections = 200;

/**
 * Memory settings for a server alone in its container.
 * shared_buffers 25 % and effective_cache_size 75 % of the memory: PostgreSQL manual, sections 19.4.1 and 19.7.2.
 * maintenance_work_mem a sixteenth, 2 GB at most, and work_mem what remains shared by all connections, each with
 * up to three sorts at a time: the rule of pgtune (github.com/le0pard/pgtune).
 */
function memorySettings(memoryMiB: number): string[] {
  const sharedBuffers = Math.floor(memoryMiB / 4);
  const workMemKiB = Math.max(64, Math.floor(((memoryMiB - sharedBuffers) * 1024) / (maxConnections * 3)));
  return [
    `shared_buffers = ${sharedBuffers}MB`,
    `effective_cache_size = ${Math.floor((memoryMiB * 3) / 4)}MB`,
    `maintenance_work_mem = ${Math.min(2048, Math.max(1, Math.floor(memoryMiB / 16)))}MB`,
    `work_mem = ${workMemKiB}kB`,
  ];
}

function serverSettings(memoryMiB: number): string {
  return [
    "listen_addresses = '*'",
    `hba_file = '${secretsPath}/pg_hba.conf'`,
    `max_connections = ${maxConnections}`,
    ...memorySettings(memoryMiB),
    // A container's /dev/shm is 64 MB; mapped memory is bounded by the container's limit alone.
    "dynamic_shared_memory_type = mmap",
    "password_encryption = scram-sha-256",
    "wal_compression = lz4",
    "max_wal_size = 1GB",
    // A failing statement is logged without the values bound to it.
    "log_parameter_max_length_on_error = 0",
    "log_destination = 'stderr'",
    "log_line_prefix = '%m [%p] %q%u@%d '",
    "log_timezone = 'UTC'",
    "timezone = 'UTC'",
    "",
  ].join("\n");
}

// The first matching line decides. The administrator exists inside the container only, as the system user.
const accessRules = `local all     postgres            peer
local all     all                 reject
host  all     postgres all        reject
host  all     all      all        scram-sha-256
`;

/** `text` as an SQL string literal. */
function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** `name` as an SQL identifier. */
function identifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Runs `statement` only while `condition` holds; for statements that have no IF NOT EXISTS. */
function when(condition: string, statement: string): string {
  return `SELECT ${literal(statement)} WHERE ${condition} \\gexec`;
}

const roleExists = (name: string) => `EXISTS (SELECT FROM pg_roles WHERE rolname = ${literal(name)})`;
const databaseExists = (name: string) => `EXISTS (SELECT FROM pg_database WHERE datname = ${literal(name)})`;

/**
 * Ends the sessions for which `condition` holds, and says so. The function is called in the select list alone: as a
 * condition among others it could be called for any session, our own included, before the others are looked at.
 */
function endSessions(whose: string, condition: string): string {
  return `SELECT 'ended a session ${whose}' || CASE WHEN pg_terminate_backend(pid, 5000) THEN '' ELSE ': it goes on' END FROM pg_stat_activity WHERE ${condition};`;
}

function rename(from: string, to: string): string[] {
  const due = `${databaseExists(from)} AND NOT ${databaseExists(to)}`;
  return [
    // A database with sessions can not be renamed: new ones are kept out while the old ones are ended.
    when(due, `ALTER DATABASE ${identifier(from)} ALLOW_CONNECTIONS false`),
    endSessions(`of ${from}, which becomes ${to}`, `datname = ${literal(from)} AND ${due}`),
    when(due, `ALTER DATABASE ${identifier(from)} RENAME TO ${identifier(to)}`),
    when(databaseExists(to), `ALTER DATABASE ${identifier(to)} ALLOW_CONNECTIONS true`),
    when(`${roleExists(from)} AND NOT ${roleExists(to)}`, `ALTER ROLE ${identifier(from)} RENAME TO ${identifier(to)}`),
  ];
}

function role(name: string, verifier: string): string[] {
  return [
    when(`NOT ${roleExists(name)}`, `CREATE ROLE ${identifier(name)}`),
    `ALTER ROLE ${identifier(name)} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD ${literal(verifier)};`,
    `GRANT ${consumers} TO ${identifier(name)} WITH INHERIT FALSE, SET FALSE;`,
  ];
}

function database(name: string): string[] {
  return [
    when(`NOT ${databaseExists(name)}`, `CREATE DATABASE ${identifier(name)} OWNER ${identifier(name)}`),
    `ALTER DATABASE ${identifier(name)} OWNER TO ${identifier(name)};`,
    `REVOKE ALL ON DATABASE ${identifier(name)} FROM PUBLIC;`,
  ];
}

function withdraw(declared: readonly string[]): string[] {
  const undeclared = `FROM pg_roles r JOIN pg_auth_members m ON m.member = r.oid JOIN pg_roles c ON c.oid = m.roleid WHERE c.rolname = '${consumers}' AND r.rolcanlogin AND r.rolname <> ALL (ARRAY[${declared.map(literal).join(", ")}]::text[])`;
  return [
    `CREATE TEMPORARY TABLE undeclared AS SELECT r.rolname ${undeclared};`,
    "SELECT format('ALTER ROLE %I NOLOGIN', rolname) FROM undeclared \\gexec",
    "SELECT format('%s is no longer declared: its data is kept, it can no longer log in', rolname) FROM undeclared;",
    endSessions("of a role that is no longer declared", "usename IN (SELECT rolname FROM undeclared)"),
  ];
}

/**
 * The SQL that makes a running server's databases and roles what is declared. Run again it changes nothing; what is
 * no longer declared keeps its data and loses its login.
 */
export function consumersSql(share: PostgresShare, reveal: (secret: string) => string): string {
  const verifier = (name: string) => scramVerifier(name, reveal(postgresSecret(name)));
  const declared = [...share.databases.map(({ name }) => name), ...share.monitors];
  return [
    "\\set ON_ERROR_STOP on",
    "SET client_min_messages = warning;",
    when(`NOT ${roleExists(consumers)}`, `CREATE ROLE ${consumers} NOLOGIN`),
    "REVOKE ALL ON DATABASE postgres, template1 FROM PUBLIC;",
    ...share.databases.flatMap(({ name, renamedFrom }) => [
      ...(renamedFrom === undefined ? [] : rename(renamedFrom, name)),
      ...role(name, verifier(name)),
      ...database(name),
    ]),
    ...share.monitors.flatMap((name) => [
      ...role(name, verifier(name)),
      `GRANT pg_monitor TO ${identifier(name)};`,
      `GRANT CONNECT ON DATABASE postgres TO ${identifier(name)};`,
    ]),
    ...withdraw(declared),
    "",
  ].join("\n");
}

/**
 * The files of a PostgreSQL server.
 * @param memoryMiB the container's memory limit, which its buffers are sized from
 */
export function postgresFiles(share: PostgresShare, memoryMiB: number): SecretFile[] {
  return [
    { path: "postgresql.conf", content: () => serverSettings(memoryMiB), onChange: "restart" },
    { path: "pg_hba.conf", content: () => accessRules, onChange: "reload" },
    { path: "consumers.sql", content: (reveal) => consumersSql(share, reveal), onChange: "reload" },
    secretFile("superuser-password", postgresSecret("postgres")),
  ];
}

/** Shell script, run in the container, that makes a running server follow changed files. */
export const postgresReload = `psql --no-psqlrc --quiet --tuples-only --no-align --username=postgres --dbname=postgres --file=${secretsPath}/consumers.sql
psql --no-psqlrc --quiet --tuples-only --username=postgres --dbname=postgres --command='SELECT pg_reload_conf()' >/dev/null`;
