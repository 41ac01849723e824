/** Mosquitto: broker settings, passwords and topic rules. */
import { createHmac, pbkdf2Sync } from "node:crypto";
import { type SecretFile, secretFile, secretsPath } from "./secret-file.ts";

/** One client's user and the topic filters it may publish to and subscribe to. */
export interface TopicUser {
  name: string;
  publish: readonly string[];
  subscribe: readonly string[];
}

export interface MosquittoShare {
  users: readonly TopicUser[];
  /** Users that may read the broker's own statistics, `$SYS/#`. */
  monitors: readonly string[];
  /** How devices outside may connect, by TLS. Absent: they may not. */
  devices?: {
    /** DNS names and IPv4 addresses that they reach the broker by, beside its own. */
    names: readonly string[];
  };
}

/** The name of the generated password of a user. */
export function mosquittoSecret(user: string): string {
  return `core-mqtt/${user}`;
}

/** The port for devices: the one registered for MQTT over TLS (IANA, `secure-mqtt`). */
export const devicesPort = 8883;

/** The names of the secrets that hold the certificate of the devices' port. */
export const deviceSecrets = { certificate: "core-mqtt/devices.crt", key: "core-mqtt/devices.key" } as const;

function brokerSettings(share: MosquittoShare): string {
  return [
    "allow_anonymous false",
    `password_file ${secretsPath}/passwords`,
    `acl_file ${secretsPath}/topics`,
    "persistence true",
    "persistence_location /mosquitto/data/",
    // Retained messages and queues are on disk this many seconds after a change, and at every clean stop.
    "autosave_interval 30",
    "log_dest stdout",
    "log_type error",
    "log_type warning",
    "log_type notice",
    "max_packet_size 1048576",
    "listener 1883",
    "listener 9001",
    "protocol websockets",
    ...(share.devices === undefined
      ? []
      : [
          `listener ${devicesPort}`,
          `certfile ${secretsPath}/devices.crt`,
          `keyfile ${secretsPath}/devices.key`,
          "tls_version tlsv1.2",
        ]),
    "",
  ].join("\n");
}

/** mosquitto_passwd's own number of rounds; the passwords are generated with 256 bits, so more would add nothing. */
const rounds = 101;

/** A line of the password file: PBKDF2-SHA512 (mosquitto_passwd, format `$7$`), with a salt derived like SCRAM's. */
function passwordLine(user: string, password: string): string {
  const salt = createHmac("sha256", password).update(`mosquitto salt of ${user}`).digest().subarray(0, 12);
  const hash = pbkdf2Sync(password, salt, rounds, 64, "sha512");
  return `${user}:$7$${rounds}$${salt.toString("base64")}$${hash.toString("base64")}`;
}

function topicRules(share: MosquittoShare): string {
  const user = (name: string, rules: string[]) => [`user ${name}`, ...rules, ""].join("\n");
  const readStatistics = "topic read $SYS/#";
  return [
    user("health", ["topic read $SYS/broker/version"]),
    ...share.users.map(({ name, publish, subscribe }) =>
      user(name, [
        ...publish.map((filter) => `topic write ${filter}`),
        ...subscribe.map((filter) => `topic read ${filter}`),
        ...(share.monitors.includes(name) ? [readStatistics] : []),
      ]),
    ),
    ...share.monitors
      .filter((name) => !share.users.some((other) => other.name === name))
      .map((name) => user(name, [readStatistics])),
  ].join("\n");
}

/** The files of the broker. */
export function mosquittoFiles(share: MosquittoShare): SecretFile[] {
  const names = [...new Set(["health", ...share.users.map(({ name }) => name), ...share.monitors])];
  return [
    { path: "mosquitto.conf", content: () => brokerSettings(share), onChange: "restart" },
    {
      path: "passwords",
      content: (reveal) => `${names.map((name) => passwordLine(name, reveal(mosquittoSecret(name)))).join("\n")}\n`,
      onChange: "reload",
    },
    { path: "topics", content: () => topicRules(share), onChange: "reload" },
    // Read by mosquitto_sub on its own, so that the password is in no argument list.
    {
      path: "mosquitto_sub",
      content: (reveal) => `-u health\n-P ${reveal(mosquittoSecret("health"))}\n`,
      onChange: "reload",
    },
    ...(share.devices === undefined
      ? []
      : [secretFile("devices.crt", deviceSecrets.certificate), secretFile("devices.key", deviceSecrets.key)]),
  ];
}

/** Shell script, run in the container, that makes the running broker follow changed passwords and rules. */
export const mosquittoReload = "kill -HUP 1";

/** Shell that succeeds while the broker answers a signed-in subscriber. */
export const mosquittoHealth = `XDG_CONFIG_HOME=${secretsPath} mosquitto_sub -t '$SYS/broker/version' -C 1 -W 3 >/dev/null`;
