import { http, type Offers, type ServiceDescription, service } from "../../wiring/service.ts";

/** A service for tests of what services offer. */
export function toy(name: string, offers: Offers): ServiceDescription {
  return service({
    name,
    image: "kompose-toy:1.0.0",
    user: "65534:65534",
    port: 8080,
    memory: "32MiB",
    health: http(8080, "/healthz"),
    offers,
  });
}
