/** Redis: server settings, and one ACL user per consumer. */
import { createHash } from "node:crypto";
import { type SecretFile, secretFile, secretsPath } from "./secret-file.ts";

/** One consumer's user: it may touch the keys and channels of its own prefix alone. */
export interface RedisUser {
  name: string;
  /** Prefix pattern, such as `umami:*`. */
  keys: string;
}

export interface RedisShare {
  users: readonly RedisUser[];
  /** Users that may read statistics and no key. */
  monitors: readonly string[];
  /** What happens when memory is full: `allkeys-lru` for caches, `noeviction` for what must not be lost. */
  eviction: "allkeys-lru" | "noeviction";
}

/** The name of the generated password of a user of one of the Redis servers. */
export function redisSecret(server: string, user: string): string {
  return `${server}/${user}`;
}

/**
 * Commands of a consumer (redis.io/docs: ACL). Not among them: administration; the names and number of other
 * consumers' keys (SCAN, RANDOMKEY, DBSIZE), channels (PUBSUB) and scripts (SCRIPT FLUSH, FUNCTION), which no key
 * pattern covers; invalidation messages about keys of others (CLIENT TRACKING).
 */
const consumerCommands = [
  "-@all +@read +@write +@connection +@transaction +@pubsub",
  "-@admin -@dangerous -@scripting",
  "+eval +evalsha +eval_ro +evalsha_ro +script|load +script|exists",
  "-scan -randomkey -dbsize -pubsub -client|tracking",
].join(" ");

const monitorCommands =
  "-@all +ping +info +client|setname +client|setinfo +config|get +slowlog|get +slowlog|len +latency|latest +latency|histogram";

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

function users(server: string, share: RedisShare, reveal: (secret: string) => string): string {
  const user = (name: string, rules: string) =>
    `user ${name} reset on #${sha256(reveal(redisSecret(server, name)))} ${rules}`;
  return [
    "user default reset off",
    user("admin", "~* &* +@all"),
    user("health", "-@all +ping"),
    ...share.users.map(({ name, keys }) => user(name, `~${keys} &${keys} ${consumerCommands}`)),
    ...share.monitors.map((name) => user(name, monitorCommands)),
    "",
  ].join("\n");
}

/**
 * Data may take three quarters of the memory: a rewrite of the append-only file forks and copies what changes
 * meanwhile (redis.io/docs: "Redis administration", memory).
 */
function serverSettings(share: RedisShare, memoryMiB: number): string {
  return [
    "bind * -::*",
    "port 6379",
    // Access is the ACL file's business: without a user there is none.
    "protected-mode no",
    `aclfile ${secretsPath}/users.acl`,
    "databases 1",
    "dir /data",
    "appendonly yes",
    "appendfsync everysec",
    // The append-only file is the persistence; snapshots beside it would be a second one.
    'save ""',
    `maxmemory ${Math.floor((memoryMiB * 3) / 4)}mb`,
    `maxmemory-policy ${share.eviction}`,
    "",
  ].join("\n");
}

/**
 * The files of a Redis server.
 * @param server its name, which its secrets' names begin with
 * @param memoryMiB the container's memory limit
 */
export function redisFiles(server: string, share: RedisShare, memoryMiB: number): SecretFile[] {
  return [
    { path: "redis.conf", content: () => serverSettings(share, memoryMiB), onChange: "restart" },
    { path: "users.acl", content: (reveal) => users(server, share, reveal), onChange: "reload" },
    secretFile("admin-password", redisSecret(server, "admin")),
    secretFile("health-password", redisSecret(server, "health")),
  ];
}

/** Shell that runs one Redis command as `user`. The password reaches redis-cli on standard input, never as an argument. */
export function redisCommand(user: "admin" | "health", words: string): string {
  return `{ printf 'AUTH ${user} '; cat ${secretsPath}/${user}-password; printf '\\n${words}\\n'; } | redis-cli`;
}

/** Shell script, run in the container, that makes a running server follow a changed ACL file. */
export const redisReload = `answer=$(${redisCommand("admin", "ACL LOAD")})
case $answer in *OK*OK*) ;; *) echo "ACL LOAD: $answer" >&2; exit 1 ;; esac`;
