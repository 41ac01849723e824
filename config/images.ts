/** The images that services run, as the registries name them. Their digests are in `images.lock.json`. */
export const images = {
  postgres: "postgres:18.6",
  redis: "redis:8.0.6",
  mosquitto: "eclipse-mosquitto:2.1.2",
  busybox: "busybox:1.37.0",
  traefik: "traefik:v3.7.10",
  haproxy: "haproxy:3.2.26",
  node: "node:24.21.0",
  keycloak: "quay.io/keycloak/keycloak:26.5.5",
  oauth2Proxy: "quay.io/oauth2-proxy/oauth2-proxy:v7.15.3-alpine",
} as const;
