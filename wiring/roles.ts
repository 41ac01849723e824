/** The services that a stack with a component of its own is made of, by the names of the platform's diagrams. */

/** What the others need a database, a cache, sessions or topics of. */
export const coreNames = {
  postgres: "core-postgres",
  redis: "core-redis",
  redisSessions: "core-redis-sessions",
  mqtt: "core-mqtt",
} as const;

/** Who signs people in, who keeps their sessions, and who the proxy asks about both. */
export const authNames = { keycloak: "auth_keycloak", oauth2Proxy: "auth_oauth2_proxy", gate: "auth_gate" } as const;

/** The door, what stands between it and the engine, and the first page. */
export const proxyNames = { app: "proxy_app", socket: "proxy_socket", page: "proxy_page" } as const;
