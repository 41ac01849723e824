/** What the policies about secrets let pass and stop. */
import * as policies from "../../../policy/domains/secrets.ts";
import type { Change, Fixtures, Violation } from "../support/fixtures.ts";
import { unknown } from "../support/judge.ts";

const random = "q7RfX2mZ9KbT4wLpVd8N";
const hex = "0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";
const pem = (what: string) => `-----BEGIN ${what}-----\nMIIBkjCCATmgAwIBAgIRAMfaFPrTE8V3At1jp\n-----END ${what}-----\n`;
const base64 = (text: string) => Buffer.from(text).toString("base64");

const variable = (name: string, value: string) => ({ on: "web", set: "envs.2", to: `${name}=${value}` }) as const;
const label = (name: string, value: string) => ({ on: "web", set: "labels.4", to: { label: name, value } }) as const;
const argument = (...to: string[]) => ({ on: "web", set: "command", to }) as const;
const script = (to: string) => ({ on: "command", set: "create", to }) as const;
const upload = (file: string, more: object = { content: "x" }) =>
  ({ on: "web", set: "uploads", to: [{ file, ...more }] }) as const;
const config = (name: string, text: string) =>
  ({
    ...({ on: "password", set: "resource" } as const),
    to: { type: "docker:index/serviceConfig:ServiceConfig", props: { name, data: base64(text) } },
  }) as const;
const resource = (type: string, props: object) => ({ on: "password", set: "resource", to: { type, props } }) as const;
const randomly = (kind: string, props: object) =>
  resource(`random:index/${kind[0]?.toLowerCase()}${kind.slice(1)}:${kind}`, props);
const key = (props: object) => resource("tls:index/privateKey:PrivateKey", props);

/** Settings of real containers that are no secrets, as `docker inspect` shows them. */
const harmless: readonly Change[] = [
  ...[
    ["PATH", "/usr/lib/postgresql/18/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"],
    ["JAVA_OPTS_APPEND", "-XX:-UseG1GC -XX:+UseSerialGC -XX:TieredStopAtLevel=1"],
    ["JAVA_OPTS_KC_HEAP", "-XX:InitialRAMPercentage=20 -XX:MaxRAMPercentage=45"],
    ["POSTGRES_PASSWORD_FILE", "/run/secrets/superuser-password"],
    ["GF_SECURITY_ADMIN_PASSWORD__FILE", "/run/secrets/admin"],
    ["GOMEMLIMIT", "640MiB"],
    ["LANG", "en_US.utf8"],
    ["PASSWORD_POLICY", "length(12) and notUsername"],
    ["TOKEN_URL", "https://auth.example.org/realms/web/protocol/openid-connect/token"],
    ["SECRET_NAME", "web-password"],
    ["BYPASS", "always"],
    ["COMPASS", "north"],
    ["KEYCLOAK_ISSUER", "https://auth.example.org/realms/kompose"],
    ["REDIS_KEY_PREFIX", "web:"],
    ["SSL_KEY", "/run/secrets/tls.pem"],
    ["AWS_ACCESS_KEY_ID_OF", "the bucket"],
    ["NEXT_PUBLIC_API_KEY", "browsers"],
    // References and switches by the name of a secret.
    ["PASSWORD", ""],
    ["PASSWORD", "/run/secrets/password"],
    ["PASSWORD", "./secrets/password"],
    ["PASSWORD", "~/.password/"],
    ["PASSWORD", "$OTHER"],
    ["PASSWORD", "$(cat /run/secrets/x)"],
    ["PASSWORD", "{{ .Password }}"],
    ["PASSWORD", "<hidden>"],
    ["PASSWORD", "%s"],
    ["PASSWORD", "***"],
    ["SECRET", "id=npm"],
    ["CLIENT_SECRET", "Required"],
    ["OIDC_TOKEN", "https://auth.example.org/token"],
    ...["true", "FALSE", "yes", "no", "on", "off", "none", "null", "enable", "disabled", "optional", "require"].map(
      (value) => ["PASSWORD", value] as const,
    ),
    ["MAX_TOKENS", "4096"],
    ["TOKENS", "999999"],
  ].map(([name = "", value = ""]) => variable(name, value)),
  label("dev.kompose.files", "1817ec1c6e943ac8"),
  label("traefik.http.routers.links.rule", "Host(`links.example.org`) && PathPrefix(`/api`)"),
  argument("postgres", "-c", "config_file=/run/secrets/postgresql.conf"),
  argument("node", "/run/secrets/server.ts"),
  argument("--password-file", "/run/secrets/password"),
  argument("--password", "/run/secrets/password"),
  argument("--password", "--verbose"),
  argument("secret", "hunter2"),
  argument("--password"),
  argument("x--password", "hunter2"),
  argument("--a b-password", "hunter2"),
  { on: "web", set: "healthcheck", to: undefined },
  script('password=$(cat /run/secrets/x); token="$other"; printf "AUTH health "; [ "$secret" = x ]'),
  script("docker build --secret id=npm,src=/x ."),
  script("mosquitto_sub -t '$SYS/broker/version' -C 1 -W 3 >/dev/null; read -r secret; secret= x"),
  script('echo "the token: none was found"'),
  script("tls:\n  secret: |\n  password: *other"),
  {
    on: "web",
    set: "healthcheck.tests",
    to: ["CMD", "sh", "-c", "{ printf 'AUTH health '; cat /run/secrets/health-password; } | redis-cli | grep -q PONG"],
  },
  {
    on: "web",
    set: "healthcheck.tests",
    to: ["CMD", "bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8080 && printf 'GET /healthz HTTP/1.1\\r\\n\\r\\n' >&3"],
  },
];

const named = (name: string, change: Change): Violation => ({
  ...(change as { on: "web" }),
  says: `shows ${name}`,
});

const shownByName: Fixtures = {
  policy: policies.noSecretByName,
  passes: [...harmless, { on: "web", set: "logOpts.tag", to: "web" }, { on: "web", set: "secret", to: "hunter2" }],
  fails: [
    ...[
      "DATABASE_PASSWORD",
      "PGPASSWORD",
      "PASSWD",
      "PASSPHRASE",
      "PASSCODE",
      "CLIENT_SECRET",
      "clientSecret",
      "GITHUB_TOKEN",
      "CREDENTIALS",
      "PASSWORD_2",
      "password2",
      "REDISCLI_AUTH",
      "requirepass",
      "masterauth",
      "DB_PASS",
      "PASS",
      "DBPASS",
      "ROOTPASS",
      "USERPASS",
      "MAILPASS",
      "ADMINPASS",
      "MYSQL_PWD",
      "API_KEY",
      "apikey",
      "ACCESS_KEY",
      "ACCOUNT.KEY",
      "AUTH_KEY",
      "ENCRYPTION-KEY",
      "MASTER_KEY",
      "PRIVATE_KEY",
      "SECRET_KEY",
      "SESSION_KEY",
      "SHARED_KEY",
      "SIGNING_KEYS",
      "SECRET_KEY_BASE",
    ].map((name) => named(`its variable ${name}`, variable(name, "hunter2"))),
    // Not quite a reference, a switch, a path or a number.
    ...["not true", "truer", "a$b", "a{{b}}", "<a>b", "a<b>", "a%", "xid=1", "*a*", "https://a@b", "a/b", "a:/b"].map(
      (value) => named("its variable TOKEN", variable("TOKEN", value)),
    ),
    named("its variable TOKEN", variable("TOKEN", "1234567")),
    named("its variable TOKEN", variable("TOKEN", "1a")),
    named("its variable PASSWORD", variable("PASSWORD", "123456")),
    named("its variable DB_PWD", variable("DB_PWD", "123456")),
    named("its variable PASSWORD", variable("PASSWORD", `/${random}`)),
    named("its label org.example.token", label("org.example.token", "hunter2")),
    named("--password in its command", argument("serve", "--password", "hunter2")),
    named("-password in its command", argument("-password", "hunter2")),
    named("--requirepass in its command", argument("--requirepass hunter2")),
    named("--password in its command", argument("--password=hunter2")),
    named("-Ddb.password in its variable JAVA_OPTS", variable("JAVA_OPTS", "-Xmx1g -Ddb.password=hunter2")),
    named("PGPASSWORD in its create command", script("PGPASSWORD=hunter2 psql")),
    named("PASSWORD in its create command", script("docker run -e 'PASSWORD=hunter2' x")),
    named("password in its create command", script('echo \'{"user": "a", "password" : "hunter2"}\' > x')),
    named("password in its create command", script("cat <<EOF\nuser: a\n  - password: hunter2\nEOF")),
    named("token in its create command", script("curl 'http://x?token=hunter2&a=b'")),
    named("the-secret in its create command", script("x the-secret=hunter2")),
    named("password in its update command", { on: "command", set: "update", to: "password=hunter2 x" }),
    named("password in its delete command", { on: "command", set: "delete", to: "password=hunter2 x" }),
    named("its variable PASSWORD", { on: "command", set: "environment", to: { PASSWORD: "hunter2" } }),
    named("--token in its entry point", { on: "web", set: "entrypoints", to: ["run", "--token", "hunter2"] }),
    named("AUTH_TOKEN in its health check", {
      ...({ on: "web", set: "healthcheck.tests" } as const),
      to: ["CMD-SHELL", "AUTH_TOKEN=hunter2 check"],
    }),
    named("its log option splunk-token", { on: "web", set: "logOpts", to: { "splunk-token": "hunter2" } }),
    named("its variable TOKEN", { on: "job", set: "taskSpec.containerSpec.env", to: { TOKEN: "hunter2" } }),
    named("--token in its command", { on: "job", set: "taskSpec.containerSpec.args", to: ["--token", "hunter2"] }),
    named("its log option splunk-token", {
      ...({ on: "job", set: "taskSpec.logDriver.options" } as const),
      to: { "splunk-token": "hunter2" },
    }),
    named("its build argument NPM_TOKEN", {
      ...resource("docker:index/image:Image", { imageName: "x", build: { args: { NPM_TOKEN: "hunter2" } } }),
    }),
    ...["remoteImage:RemoteImage", "registryImage:RegistryImage"].map((kind) =>
      named(
        "its build argument NPM_TOKEN",
        resource(`docker:index/${kind}`, { name: "x", build: { buildArgs: { NPM_TOKEN: "hunter2" } } }),
      ),
    ),
    named("its variable TOKEN", resource("command:remote:Command", { create: "x", environment: { TOKEN: "hunter2" } })),
    named("password in its driver option o", {
      ...({ on: "database-data", set: "driverOpts" } as const),
      to: { type: "cifs", o: "username=web,password=hunter2" },
    }),
    named("its label token", { on: "database-data", set: "labels.0", to: { label: "token", value: "hunter2" } }),
    named("its label token", { on: "platform", set: "labels.0", to: { label: "token", value: "hunter2" } }),
    named("its option encryption.key", { on: "platform", set: "options", to: { "encryption.key": "hunter2" } }),
  ],
  undecided: [
    { on: "web", set: "envs.1", to: unknown.text, names: ".envs.1" },
    { on: "web", set: "command", to: ["--password", unknown.text], names: ".command.1" },
    { on: "web", set: "healthcheck", to: unknown.object, names: ".healthcheck" },
    { on: "command", set: "environment", to: { TOKEN: unknown.text }, names: ".environment.TOKEN" },
    { on: "command", set: "create", to: unknown.text, names: ".create" },
  ],
};

/** Texts that look random, or have the form of a secret, and are none. */
const publicTexts = [
  "1234567890",
  `docker.io/library/web@sha256:${hex}`,
  "123e4567-e89b-12d3-a456-426614174000",
  "da39a3ee5e6b4b0d3255bfef95601890afd80709",
  `revision-${hex}`,
  "https://cdn.example.org/assets/Main.1f0e3dad99908345f7439f8ffabdffc4.js",
  "#aAbB01 #00ff00",
  "core-postgres.internal.example.org:5432",
  "sha512-yzd8ELD1piyANiWnmdnpCL5F52f10UfUdEkHywVZeqTt0ymgrxR63Qz0GB7TKPoeeZQmWCaz7T1+9vBnypkYWg==",
  "sha1-X1UT+IIv2+UUWvM7ZNjZcNz5XG4=",
  "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ7k2mX9qVb4Rw8Lp3Zt6Nc5Ys1Fd0Gh8Jk2MbQ4xW7e a@b",
  "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQC7k2mX9qVb4Rw8Lp3Zt6Nc5Ys1Fd0Gh8Jk a@b",
  "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYk2mX9qVb4Rw8Lp3Zt6Nc5 a@b",
  pem("PUBLIC KEY"),
  pem("CERTIFICATE"),
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAA4k2mX9qVb4Rw8Lp3Zt6Nc5",
  base64("#!/bin/sh\nexec postgres -c config_file=/run/secrets/postgresql.conf\n"),
  `${"iVBORw0KGgoAAAANSUhEUgAAAA4k2mX9".repeat(4)}1`,
  "mozilla/D-TRUST_Root_Class_3_CA_2_2009.crt",
  "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
  "TheInitialRAMPercentage20OfOneContainer",
  "v0.0.0-20260101120000-0123456789ab",
  "postgresql://web@core-postgres:5432/web",
  "postgresql://web:$PASSWORD@core-postgres/web",
  "postgresql://web:…@core-postgres/web",
  "https://example.org:443/@user",
  "sk_live_short ghp_short glpat-short AKIASHORT",
];

const shownByValue: Fixtures = {
  policy: policies.noSecretByValue,
  passes: [
    ...harmless,
    ...publicTexts.map((text) => variable("X", text)),
    ...["PUBLIC_KEY", "FILES_HASH", "DIGEST", "CHECKSUM", "FINGERPRINT", "INTEGRITY", "REVISION", "COMMIT", "ETAG"].map(
      (name) => variable(name, random),
    ),
    ...["SITE_KEY", "SITEKEY", "CLIENT_ID", "ID"].map((name) => variable(name, random)),
    // One character less, one change less, one repetition more.
    variable("X", random.slice(1)),
    variable("X", "abcDefGhiJklmnopqrs1"),
    variable("X", "aA1bB2cC3daA1bB2cC3d"),
    // One class less.
    ...["qRfXmZKbTwLpVdNhYcJs", "q7rfx2mz9kb7t4wp8v1d", "Q7RFX2MZ9KB7T4WP8V1D"].map((text) => variable("X", text)),
    // A hash parts what is before it from what comes after.
    variable("X", `${random.slice(0, 10)}${hex}Z${random.slice(10)}`),
    argument(...harmless.flatMap(({ on, set, to }) => (on === "web" && set === "command" ? (to as string[]) : []))),
  ],
  fails: [
    [random, "what looks random"],
    [`${random}${random}`, "what looks random"],
    [`prefix ${random}`, "what looks random"],
    [`a/${random}`, "what looks random"],
    [`documents/documents/documents/${random}`, "what looks random"],
    [random.repeat(7).slice(0, 128), "what looks random"],
    // No more changes, and no more different characters, than it takes.
    ["abcDefGhiJk1mnopqrst", "what looks random"],
    ["aA1bB2cCaA1b3dD4aA1bB2cCaA1b3dD4", "what looks random"],
    [`mode=${random}`, "what looks random"],
    [pem("PRIVATE KEY"), "a private key"],
    [pem("RSA PRIVATE KEY"), "a private key"],
    ["AGE-SECRET-KEY-1QQQ", "a private key"],
    [base64(`x = ${pem("EC PRIVATE KEY")}`), "a private key"],
    ["postgresql://web:hunter2@core-postgres/web", "a URL with a password"],
    ["redis://:hunter2@core-redis:6379", "a URL with a password"],
    ["Authorization: Bearer abcdefgh", "an Authorization header"],
    ["'authorization' = 'Basic abcdefgh'", "an Authorization header"],
    ["admin:$2y$05$abcdefghijklmnop", "a password's hash"],
    ["admin:$apr1$abcdefgh$ijklmnopqrst", "a password's hash"],
    ["$argon2id$v=19$m=65536,t=3,p=4$abcdef", "a password's hash"],
    ["SCRAM-SHA-256$4096:abc", "a password's hash"],
    ["eyJhbGciOiJI.eyJzdWIiOiIx.abcdefgh", "a JSON web token"],
    [`ghp_${"a".repeat(36)}`, "a GitHub token"],
    [`github_pat_${"a".repeat(22)}`, "a GitHub token"],
    [`glpat-${"a".repeat(20)}`, "a GitLab token"],
    ["xoxb-1234567890", "a Slack token"],
    ["https://hooks.slack.com/services/T0/B0", "a Slack token"],
    ["AKIAIOSFODNN7EXAMPLE", "an AWS access key"],
    [`AIza${"a".repeat(35)}`, "a Google API key"],
    ["sk_live_abcdefghij", "a Stripe key"],
    ["rk_test_abcdefghij", "a Stripe key"],
    [`npm_${"a".repeat(36)}`, "a package registry's token"],
    ["pypi-AgEa", "a package registry's token"],
    ["dckr_pat_abc", "a Docker Hub token"],
    [`glsa_${"a".repeat(32)}`, "a Grafana token"],
    [`hvs.${"a".repeat(24)}`, "a Vault token"],
  ]
    .map(([text = "", what = ""]): Violation => ({ ...variable("X", text), says: `shows ${what} in its variable X` }))
    .concat([
      { ...variable("CLIENT_ID", pem("PRIVATE KEY")), says: "shows a private key in its variable CLIENT_ID" },
      { ...variable("IDENTITY", random), says: "shows what looks random in its variable IDENTITY" },
      { ...label("x", random), says: "shows what looks random in its label x" },
      { ...argument("serve", random), says: "shows what looks random in its command" },
      { ...script(`login ${random}`), says: "shows what looks random in its create command" },
      {
        ...({ on: "job", set: "taskSpec.containerSpec.commands" } as const),
        to: [random],
        says: "shows what looks random in its entry point",
      },
    ]),
  undecided: [{ on: "web", set: "command", to: ["a", unknown.text], names: ".command.1" }],
};

/** Each password of policy/read/default-credentials.ts. */
const wellKnown = [
  ...["admin", "admin123", "guest", "minioadmin", "minio123", "public", "umami", "zabbix", "cassandra", "neo4j"],
  ...["postgres", "mysecretpassword", "example", "my-secret-pw", "my_cool_secret", "mysql", "mariadb", "wordpress"],
  ...["somewordpress", "exampleuser", "examplepass", "foobared", "changeme", "elastic", "changeit", "s3cret", "tomcat"],
  ...["kali", "toor", "raspberry", "keycloak", "redis", "mosquitto", "root", "test", "123456", "12345678", "123456789"],
  ...["password", "qwerty", "letmein", "secret", "admin1234", "password1", "password123", "passw0rd", "change-me"],
  "change_me",
];

const file = (name: string, text: string) => ({ on: "watch-files", set: `files[${name}]`, to: text }) as const;
const inFile = (text: string, what: string, name = "app.conf"): Violation => ({
  ...file(name, text),
  says: `has a well-known password for ${what} in the file ${name}`,
});

const defaults: Fixtures = {
  policy: policies.noDefaultCredential,
  passes: [
    variable("POSTGRES_USER", "postgres"),
    variable("POSTGRES_PASSWORD_FILE", "postgres"),
    variable("PASSWORD", "adminx"),
    variable("URL", "https://admin.example.org/admin:admin"),
    argument("admin", "--user", "admin"),
    argument("secret"),
    argument("docker", "run", "--user", "node:node"),
    script("chown -R postgres:postgres /data; install -o root -g root -m 0400 a b"),
    script("curl http://x; docker run -u root:root x"),
    ...[
      "# password: admin",
      "  // password: admin",
      "; password: admin",
      "the secret test of a password admin uses",
      "password admin twice",
      "password: admin5",
      "password: admin.x",
      "password_file: admin",
      "x$password=admin",
      "--password-file admin",
      "user: admin",
      "https://admin:long@example.org",
      "https://:@example.org",
      "curl -u admin:long",
    ].map((text) => file("app.conf", text)),
    ...["ts", "mts", "cts", "js", "mjs", "cjs", "tsx", "jsx", "py", "rb", "go", "php", "pl", "lua", "sh", "htm", "html"]
      .concat("css", "sql")
      .map((extension) => file(`app.${extension}`, "const x = { password: password, secret = secret }")),
    file("app.js", "f({ password: admin }); password\n--password admin"),
  ],
  fails: [
    ...wellKnown.map((password) => ({
      ...variable("POSTGRES_PASSWORD", password),
      says: "has a well-known password in its variable POSTGRES_PASSWORD",
    })),
    { ...variable("GUEST_PASSWORD", "Guest"), says: "has a well-known password in its variable GUEST_PASSWORD" },
    { ...argument("--password", "admin"), says: "has a well-known password in its command" },
    { ...argument("--password=admin"), says: "has a well-known password for --password in its command" },
    { ...argument("--password admin"), says: "has a well-known password for --password in its command" },
    {
      ...variable("URL", "amqp://guest:guest@mq"),
      says: "has a well-known password for the user guest in its variable URL",
    },
    {
      ...variable("URL", "amqp://web:GUEST@mq"),
      says: "has a well-known password for the user web in its variable URL",
    },
    {
      ...variable("URL", "postgres://web:web@db"),
      says: "has a well-known password for the user web in its variable URL",
    },
    {
      ...({ on: "web", set: "healthcheck.tests" } as const),
      to: ["CMD-SHELL", "curl -s -u admin:admin http://127.0.0.1/"],
      says: "has a well-known password for the user admin in its health check",
    },
    { ...script("curl --user=ada:admin x"), says: "has a well-known password for the user ada in its create command" },
    { ...script("curl --user 'a:a' x"), says: "has a well-known password for the user a in its create command" },
    { ...script("curl -ua:a x"), says: "has a well-known password for the user a in its create command" },
    inFile("requirepass foobared", "requirepass"),
    inFile("a\n  password\tadmin  \nb", "password"),
    inFile('password "admin"', "password"),
    inFile("users:\n  - password: admin\n", "password"),
    inFile("db-password=keycloak\n", "db-password"),
    inFile('{"password":"admin"}', "password"),
    inFile("{password: 'admin', a: b}", "password"),
    inFile("password = admin;", "password"),
    inFile("{ password: admin}", "password"),
    inFile("password=admin&a=b", "password"),
    inFile('password = "admin"', "password", "app.sql"),
    inFile("x = { password: 'admin' }", "password", "app.ts"),
    inFile("--token 'admin';", "--token", "app.sh"),
    inFile("x:a password = admin", "password", "tsx"),
    inFile("password: admin", "password", "app.ts.conf"),
    {
      ...upload("/app.conf", { content: "password: admin" }),
      says: "has a well-known password for password in the file /app.conf",
    },
    { ...config("app", "password: admin"), says: "has a well-known password for password in the file app" },
  ],
  undecided: [
    { on: "watch-files", set: "files[x.conf]", to: unknown.text, names: ".files.x.conf" },
    { on: "web", set: "uploads", to: unknown.list, names: ".uploads" },
  ],
};

const secretPaths = [
  ...[".env", "/app/.env", "/.htpasswd", "/.netrc", "/.pgpass", "/id_rsa", "/id_ecdsa", "/id_ed25519"],
  ...["/app/password", "/app/db-passwords.txt", "/etc/secrets.yaml", "/SECRET", "/credentials.json", "/private-key"],
  ...["/a.private_key.pem", "/privatekey", "/token", "/api-tokens.json", "/a.key", "/a.p12", "/a.pfx", "/a.jks"],
  ...["/a.kdbx", "/run/secrets/x"],
];
const plainPaths = [
  ...[
    "/etc/passwd",
    "/app.env.ts",
    "/my.env",
    "/id_rsa.pub",
    "/tokenizer.json",
    "/secret/readme",
    "/password/x",
    "/a.keys",
  ],
  ...["/a.p12.txt", "/brun/secrets.d/x", "/xid_rsa", "/mytoken/x", "/broken"],
];

const secretContents = [random, "PASSWORD=hunter2", "db:\n  password: hunter2\n", pem("PRIVATE KEY")];

const mountedAt = (readOnly: boolean | undefined, containerPath: string, more: object = { volumeName: "x" }) =>
  ({ on: "web", set: "volumes", to: [{ containerPath, readOnly, ...more }] }) as const;

export const secrets: readonly Fixtures[] = [
  shownByName,
  shownByValue,
  defaults,
  {
    policy: policies.secretFilesArePrivate,
    passes: [
      ...plainPaths.map((path) => upload(path)),
      ...secretPaths.map((path) => upload(path, { content: "x", permissions: "0400" })),
      upload("/app/password", { content: "x", permissions: "400" }),
      { on: "job", set: "taskSpec.containerSpec.secrets", to: [] },
      { on: "job", set: "taskSpec.containerSpec.secrets", to: undefined },
      { on: "job", set: "taskSpec.containerSpec", to: undefined },
      { on: "job", set: "taskSpec", to: undefined },
      { on: "web", set: "taskSpec", to: { containerSpec: { secrets: [{ fileName: "x" }] } } },
      config("password", "x"),
    ],
    fails: [
      {
        ...({ on: "job", set: "taskSpec.containerSpec.secrets.0.fileMode" } as const),
        to: undefined,
        says: "delivers /run/secrets/token with mode 0444",
      },
      {
        ...({ on: "job", set: "taskSpec.containerSpec.secrets.0.fileMode" } as const),
        to: 0o440,
        says: "delivers /run/secrets/token with mode 0440",
      },
      {
        ...({ on: "job", set: "taskSpec.containerSpec.secrets.1" } as const),
        to: { secretId: "s2", fileName: "/x", fileMode: 0o4755 },
        says: "delivers /x with mode 4755",
      },
      { ...upload("/x.key", { content: "x", executable: true }), says: "delivers /x.key with mode 0744" },
      { ...upload("/x.key", { content: "x", permissions: "0440" }), says: "delivers /x.key with mode 0440" },
      ...secretPaths.map((path) => ({ ...upload(path), says: `delivers ${path} with mode 0644` })),
      ...secretContents.map((content) => ({ ...upload("/x", { content }), says: "delivers /x with mode 0644" })),
      { ...upload("/x", { contentBase64: base64("PASSWORD=hunter2") }), says: "delivers /x with mode 0644" },
    ],
    undecided: [
      { on: "job", set: "taskSpec.containerSpec.secrets", to: unknown.list, names: ".secrets" },
      { on: "web", set: "uploads", to: [{ file: "/x", content: unknown.text }], names: ".uploads.0.content" },
    ],
  },
  {
    policy: policies.secretFilesAreElsewhere,
    passes: [
      upload("/app/x.conf", { content: "user=web" }),
      config("app.conf", "user=web"),
      file("password", "PASSWORD=hunter2"),
      {
        on: "web",
        set: "resource",
        to: {
          type: "docker:index/container:Container",
          props: {
            uploads: [{ file: "/run/secrets/x", content: "x" }],
            volumes: [
              { containerPath: "/other", volumeName: "y" },
              { containerPath: "/run/secrets", volumeName: "x" },
            ],
          },
        },
      },
    ],
    fails: [
      ...secretContents.map((content) => ({
        ...upload("/x", { content }),
        says: "has the secret /x in its own layer",
      })),
      { ...upload("/x.key"), says: "has the secret /x.key in its own layer" },
      { ...upload("/x.key", { source: "x.key" }), says: "has the secret /x.key in its own layer" },
      { ...config("app.conf", "password: hunter2"), says: "keeps a secret in the config app.conf" },
      ...["password", "token", "run/secrets/x"].map((name) => ({
        ...config(name, "x"),
        says: `keeps a secret in the config ${name}`,
      })),
      {
        on: "web",
        set: "resource",
        to: {
          type: "docker:index/container:Container",
          props: {
            uploads: [{ file: "/run/secrets/x", content: "x" }],
            volumes: [{ containerPath: "/run/secret", volumeName: "x" }],
          },
        },
        says: "has the secret /run/secrets/x in its own layer",
      },
    ],
    undecided: [{ on: "web", set: "uploads", to: unknown.list, names: ".uploads" }],
  },
  {
    policy: policies.secretMountsAreReadOnly,
    passes: [
      mountedAt(true, "/run/secrets"),
      mountedAt(false, "/data"),
      mountedAt(false, "/secretsx"),
      mountedAt(false, "/my-secrets"),
      mountedAt(undefined, "/data"),
      { on: "web", set: "tmpfs", to: { "/run/secrets": "rw" } },
    ],
    fails: [
      { ...mountedAt(undefined, "/run/secrets"), says: "may write to /run/secrets" },
      { ...mountedAt(false, "/run/secrets/x"), says: "may write to /run/secrets/x" },
      { ...mountedAt(false, "/secret", { hostPath: "/x" }), says: "may write to /secret" },
      { ...mountedAt(false, "/app/credentials"), says: "may write to /app/credentials" },
      {
        ...({ on: "job", set: "taskSpec.containerSpec.mounts" } as const),
        to: [{ type: "volume", target: "/run/secrets", source: "x" }],
        says: "may write to /run/secrets",
      },
    ],
    undecided: [
      { ...mountedAt(undefined, "/run/secrets", { readOnly: unknown.boolean }), names: ".volumes.0.readOnly" },
    ],
  },
  {
    policy: policies.secretsHave128Bits,
    passes: [
      // 22 × log2(62) = 130.99
      randomly("RandomPassword", { length: 22, special: false }),
      // 32 × log2(16) = 128
      randomly("RandomPassword", {
        length: 32,
        lower: false,
        upper: false,
        numeric: false,
        overrideSpecial: "0123456789abcdef",
      }),
      randomly("RandomBytes", { length: 16 }),
      randomly("RandomId", { byteLength: 16 }),
      randomly("RandomPassword", { length: 22, minLower: 1, minUpper: 1, minNumeric: 1, minSpecial: 1 }),
      { on: "web", set: "resource", to: { type: "random:index/randomPet:RandomPet", props: { length: 2 } } },
      { on: "web", set: "resource", to: { type: "random:index/randomString:RandomString", props: { length: 4 } } },
      resource("random:index/randomOther:RandomOther", {}),
    ],
    fails: [
      { on: "password", set: "length", to: 21, says: "generates a secret of 125 bits" },
      { on: "password", set: "length", to: 8, says: "generates a secret of 47 bits" },
      // 20 × log2(83) = 127.5
      { ...randomly("RandomPassword", { length: 20 }), says: "generates a secret of 127 bits" },
      { ...randomly("RandomPassword", { length: 10, special: true }), says: "generates a secret of 63 bits" },
      {
        ...({ on: "web", set: "resource" } as const),
        to: { type: "random:index/randomPassword:RandomPassword", props: { length: 10 } },
        says: "generates a secret of 63 bits",
      },
      {
        ...randomly("RandomPassword", { length: 10, overrideSpecial: "__--" }),
        says: "generates a secret of 60 bits",
      },
      { ...randomly("RandomPassword", { length: 10, overrideSpecial: "" }), says: "generates a secret of 63 bits" },
      { ...randomly("RandomPassword", { length: 10, lower: false }), says: "generates a secret of 58 bits" },
      { ...randomly("RandomPassword", { length: 10, upper: false }), says: "generates a secret of 58 bits" },
      { ...randomly("RandomPassword", { length: 10, numeric: false }), says: "generates a secret of 61 bits" },
      { ...randomly("RandomPassword", { length: 10, number: false }), says: "generates a secret of 61 bits" },
      { ...randomly("RandomPassword", { length: 10, minLower: 8 }), says: "generates a secret of 50 bits" },
      { ...randomly("RandomPassword", { length: 10, minUpper: 8 }), says: "generates a secret of 50 bits" },
      { ...randomly("RandomPassword", { length: 10, minNumeric: 8 }), says: "generates a secret of 39 bits" },
      { ...randomly("RandomPassword", { length: 10, minSpecial: 8 }), says: "generates a secret of 47 bits" },
      { ...randomly("RandomString", { length: 10 }), says: "generates a secret of 63 bits" },
      { ...randomly("RandomBytes", { length: 15 }), says: "generates a secret of 120 bits" },
      { ...randomly("RandomId", { byteLength: 15 }), says: "generates a secret of 120 bits" },
      { ...randomly("RandomUuid", {}), says: "generates a secret of 122 bits" },
      { ...randomly("RandomPet", { length: 9 }), says: "generates a secret of 0 bits" },
      { ...randomly("RandomInteger", { min: 0, max: 9 }), says: "generates a secret of 0 bits" },
      { ...randomly("RandomShuffle", { inputs: ["a"] }), says: "generates a secret of 0 bits" },
    ],
    undecided: [{ on: "password", set: "length", to: unknown.number, names: ".length" }],
  },
  {
    policy: policies.keysHave128Bits,
    passes: [
      key({ algorithm: "ED25519" }),
      key({ algorithm: "RSA", rsaBits: 3072 }),
      key({ algorithm: "ECDSA", ecdsaCurve: "P256" }),
      key({ algorithm: "ECDSA", ecdsaCurve: "P521" }),
      resource("tls:index/certRequest:CertRequest", { algorithm: "RSA" }),
    ],
    fails: [
      { ...key({ algorithm: "RSA" }), says: "generates a key of RSA with 2048 bits" },
      { ...key({ algorithm: "RSA", rsaBits: 3071 }), says: "generates a key of RSA with 3071 bits" },
      { ...key({ algorithm: "ECDSA" }), says: "generates a key of ECDSA with P224" },
      { ...key({ algorithm: "ECDSA", ecdsaCurve: "P224" }), says: "generates a key of ECDSA with P224" },
    ],
    undecided: [{ ...key({ algorithm: unknown.text }), names: ".algorithm" }],
  },
  {
    policy: policies.secretsAreMarked,
    passes: [
      randomly("RandomPassword", { length: 43 }),
      randomly("RandomBytes", { length: 16 }),
      { on: "web", set: "resource", to: { type: "random:index/randomString:RandomString", props: { length: 43 } } },
      resource("random:index/randomStringer:RandomStringer", {}),
      resource("acme:random:index/randomString:RandomString", {}),
    ],
    fails: [
      ["String", { length: 43 }] as const,
      ["Id", { byteLength: 16 }] as const,
      ["Uuid", {}] as const,
      ["Pet", {}] as const,
      ["Integer", { min: 0, max: 9 }] as const,
      ["Shuffle", { inputs: ["a"] }] as const,
    ].map(([kind, props]) => ({
      ...randomly(`Random${kind}`, props),
      says: `is a Random${kind}, which is kept in plain text`,
    })),
  },
];
