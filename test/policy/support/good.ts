/** A small platform that violates no policy: every fixture is this with one field changed. */

/** A resource as a program registers it. */
export interface GoodResource {
  type: string;
  props: Record<string, unknown>;
  /** Whether Pulumi is told never to delete it. */
  protect?: boolean;
  /** Names of resources it depends on. */
  dependsOn?: readonly string[];
}

const labels = (service: string) =>
  Object.entries({ environment: "dev", stack: "web", service, definition: "1" }).map(([key, value]) => ({
    label: `dev.kompose.${key}`,
    value,
  }));

const digest = "sha256:0f1e2d3c4b5a69788796a5b4c3d2e1f00f1e2d3c4b5a69788796a5b4c3d2e1f0";

const container = (service: string, more: Record<string, unknown> = {}): GoodResource => ({
  type: "docker:index/container:Container",
  props: {
    image: `docker.io/library/${service}:1.2.3@${digest}`,
    user: "1000:1000",
    command: ["serve", "--port", "8080"],
    envs: ["LOG_LEVEL=info", "DATABASE_PASSWORD_FILE=/run/secrets/database-password"],
    labels: labels(service),
    networkMode: "bridge",
    networksAdvanced: [{ name: "platform" }],
    ports: [],
    readOnly: true,
    tmpfs: { "/tmp": "rw,noexec,nosuid,nodev,size=64m" },
    capabilities: { drops: ["ALL"] },
    securityOpts: ["no-new-privileges:true"],
    ulimits: [{ name: "nofile", soft: 1024, hard: 1024 }],
    memory: 256,
    memorySwap: 256,
    cpus: "1.0",
    restart: "unless-stopped",
    logDriver: "json-file",
    logOpts: { "max-size": "10m", "max-file": "3" },
    healthcheck: {
      tests: ["CMD", "wget", "-q", "-O", "/dev/null", "http://127.0.0.1:8080/"],
      interval: "5s",
      timeout: "5s",
      retries: 3,
      startPeriod: "1m0s",
    },
    wait: true,
    stopSignal: "SIGTERM",
    stopTimeout: 10,
    destroyGraceSeconds: 10,
    ...more,
  },
});

const traefik = {
  static: [
    "entryPoints:",
    "  web: { address: ':80', http: { redirections: { entryPoint: { to: websecure, scheme: https } } } }",
    "  websecure: { address: ':443', asDefault: true, http: { tls: {} } }",
    "  metrics: { address: ':8082' }",
    "api: { dashboard: true }",
    "providers: { docker: { exposedByDefault: false } }",
    "",
  ].join("\n"),
  dynamic: [
    "http:",
    "  routers:",
    "    links: { rule: Host(`links.example.org`), entryPoints: [websecure], service: links, middlewares: [sso-secure] }",
    "  services:",
    "    links: { loadBalancer: { servers: [{ url: 'http://links:3000' }] } }",
    "",
  ].join("\n"),
};

/** The platform by the names of its resources. */
export const good = {
  stack: { type: "pulumi:pulumi:Stack", props: {} },
  /** A stateless container. */
  web: container("web"),
  /** The proxy, the one door. */
  traefik: container("traefik", {
    ports: [
      { internal: 80, external: 80, protocol: "tcp" },
      { internal: 443, external: 443, protocol: "tcp" },
      { internal: 443, external: 443, protocol: "udp" },
    ],
  }),
  /** A container with data. */
  database: container("postgres", {
    volumes: [{ containerPath: "/var/lib/postgresql", volumeName: "database-data" }],
    stopSignal: "SIGINT",
    stopTimeout: 60,
    destroyGraceSeconds: 60,
  }),
  /** A Swarm service. */
  job: {
    type: "docker:index/service:Service",
    props: {
      labels: labels("job"),
      taskSpec: {
        networksAdvanceds: [{ name: "platform" }],
        restartPolicy: { condition: "any" },
        logDriver: { name: "json-file", options: { "max-size": "10m", "max-file": "3" } },
        resources: { limits: { memoryBytes: 268435456, nanoCpus: 1000000000 } },
        containerSpec: {
          image: `docker.io/library/job:1.2.3@${digest}`,
          user: "1000:1000",
          args: ["work"],
          env: { LOG_LEVEL: "info" },
          readOnly: true,
          capDrops: ["ALL"],
          mounts: [{ type: "tmpfs", target: "/tmp" }],
          secrets: [{ secretId: "s1", fileName: "/run/secrets/token", fileMode: 256 }],
          healthcheck: { tests: ["CMD", "work", "--check"], interval: "5s", retries: 3 },
          stopSignal: "SIGTERM",
          stopGracePeriod: "10s",
        },
      },
      endpointSpec: { ports: [] },
      convergeConfig: { delay: "7s", timeout: "3m" },
    },
  },
  "database-data": {
    type: "docker:index/volume:Volume",
    props: {
      name: "database-data",
      labels: [
        ...labels("postgres"),
        { label: "dev.kompose.data", value: "true" },
        { label: "dev.kompose.backup", value: "daily" },
      ],
    },
    protect: true,
  },
  platform: {
    type: "docker:index/network:Network",
    props: {
      name: "platform",
      driver: "bridge",
      ipamConfigs: [{ subnet: "172.30.0.0/16" }],
      labels: labels("platform"),
    },
  },
  image: {
    type: "docker:index/remoteImage:RemoteImage",
    props: { name: `docker.io/library/web:1.2.3@${digest}`, keepLocally: true },
  },
  password: { type: "random:index/randomPassword:RandomPassword", props: { length: 43, special: false } },
  /** What a component says that it writes for the proxy. */
  "traefik-files": {
    type: "kompose:host:HostFiles",
    props: { files: { "traefik.yml": traefik.static, "dynamic.yml": traefik.dynamic } },
    dependsOn: ["traefik"],
  },
  /** What a component says that it writes for the monitoring. */
  "watch-files": {
    type: "kompose:host:HostFiles",
    props: {
      files: {
        "probes.yml": "- targets: [links.example.org]\n",
        "alerts.yml": "groups: [{ rules: [{ expr: 'up{name=~\"web|traefik|database|job\"} == 0' }] }]\n",
      },
    },
  },
  command: {
    type: "command:local:Command",
    props: { create: "docker run --rm --network none busybox true", environment: { TARGET: "web" } },
    dependsOn: ["image", "web"],
  },
  "remote-command": {
    type: "command:remote:Command",
    props: { connection: { host: "host.example.org" }, create: "true" },
    dependsOn: ["job"],
  },
} as const satisfies Record<string, GoodResource>;

export type GoodName = keyof typeof good;
