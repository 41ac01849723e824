/** Passwords that programs come with, or that their documentation shows, and where these are put to use. */
import { isSecretName } from "./secret.ts";

/** Well-known passwords, by where they are known from. */
const sources = {
  "Grafana documentation, security.admin_password; Keycloak documentation, Getting started with Docker": ["admin"],
  "Sonatype Nexus 3 documentation, accessing the user interface": ["admin123"],
  "RabbitMQ documentation, Access Control": ["guest"],
  "MinIO documentation, root user": ["minioadmin", "minio123"],
  "EMQX documentation, Dashboard": ["public"],
  "Umami documentation, Login": ["umami"],
  "Zabbix documentation, Login and configuring user": ["zabbix"],
  "Apache Cassandra documentation, Authentication": ["cassandra"],
  "Neo4j documentation, Operations manual, set an initial password": ["neo4j"],
  "Docker Hub, postgres: examples": ["postgres", "mysecretpassword", "example"],
  "Docker Hub, mysql and mariadb: examples": ["my-secret-pw", "my_cool_secret", "mysql", "mariadb"],
  "Docker Hub, wordpress: examples": ["wordpress", "somewordpress", "exampleuser", "examplepass"],
  "Redis, redis.conf of the distribution": ["foobared"],
  "Elastic documentation, X-Pack, setting up passwords": ["changeme", "elastic"],
  "Oracle JDK documentation, keytool, the cacerts file": ["changeit"],
  "Apache Tomcat documentation, Manager App HOW-TO": ["s3cret", "tomcat"],
  "Kali documentation, default credentials": ["kali", "toor"],
  "Raspberry Pi documentation, before 2022": ["raspberry"],
  "Names of the programs that people use for their password": ["keycloak", "redis", "mosquitto", "root", "test"],
  "NCSC, Most hacked passwords": ["123456", "12345678", "123456789", "password", "qwerty", "letmein", "secret"],
  "Their spellings": ["admin1234", "password1", "password123", "passw0rd", "change-me", "change_me"],
} as const;

const passwords = new Set<string>(Object.values(sources).flat());

/** Whether `value`, by the name of a secret, is a password that everybody knows. */
export function isDefaultCredential(name: string, value: string): boolean {
  return isSecretName(name) && passwords.has(value.toLowerCase());
}

/**
 * `name: value`, `name=value`, `--name value`, and `name value` as all of a line. Two words of a sentence are none.
 * @param value what a value looks like, in a group
 */
const assignments = (value: string) => [
  new RegExp(`(?<![\\w$.-])["']?((?:--)?[a-z][\\w.-]*)["']?\\s*[:=]\\s*${value}(?=[\\s"',;}&]|$)`, "gi"),
  new RegExp(`(?<![\\w-])(--[a-z][\\w-]*)\\s+${value}(?=[\\s"';]|$)`, "gi"),
  new RegExp(`^[ \\t]*([a-z][\\w-]*)[ \\t]+${value}["']?[ \\t]*$`, "gim"),
];
const anyValue = assignments("[\"']?([\\w-]+)");
const quotedValue = assignments("[\"']([\\w-]+)");

/** A user and a password: in a URL, and as curl takes them. */
const pairs = [/:\/\/([\w.-]*):([\w.-]+)@/g, /\bcurl\b[^\n;|]*\s(?:-u|--user)[ =]?["']?([\w.-]+):([\w.-]+)/g];

/** All that some forms find in a text: what is in their two groups. */
function found(text: string, forms: readonly RegExp[]): [string, string][] {
  return forms.flatMap((form) => [...text.matchAll(form)]).map(([, a, b]) => [a as string, b as string]);
}

/**
 * What gives a well-known password away in a text, such as `requirepass` or `the user admin`; undefined for none. A
 * user's own name counts as one in a URL.
 * @param code whether the text is a program, in which `password: secret` is no value but a variable
 */
export function defaultCredential(text: string, code: boolean): string | undefined {
  const isComment = (line: string) => /^\s*(?:#|\/\/|;)/.test(line);
  const effective = text
    .split("\n")
    .filter((line) => !isComment(line))
    .join("\n");
  const byName = found(effective, code ? quotedValue : anyValue).find(([name, value]) =>
    isDefaultCredential(name, value),
  );
  if (byName !== undefined) return byName[0];
  const pair = found(effective, pairs).find(
    ([user, password]) => passwords.has(password.toLowerCase()) || user === password,
  );
  return pair === undefined ? undefined : `the user ${pair[0]}`;
}
