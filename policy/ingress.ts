/** How the platform may be reached from outside: through its doors, and no other way. */
import type { ContainerProperties, PublishedPort } from "./container.ts";
import { type Check, rule } from "./rule.ts";

/** Who may publish ports on the host, and which. The broker does so only where `kompose:mqtt.devices` asks for it. */
const doors: Readonly<Record<string, readonly string[]>> = {
  proxy_app: ["80/tcp", "443/tcp", "443/udp"],
  "core-mqtt": ["8883/tcp"],
};

function isDoor(service: string | undefined): service is string {
  return service !== undefined && Object.hasOwn(doors, service);
}

function named(service: string | undefined): string {
  return service === undefined ? "without a dev.kompose.service label" : `as ${service}`;
}

function written({ external, protocol }: PublishedPort): string {
  return `${external ?? "any port"}/${protocol}`;
}

function eachPort(container: ContainerProperties, check: (port: PublishedPort) => string | undefined): Check[] {
  return container.ports().map((read) => () => check(read()));
}

/** Only a door publishes ports. */
export const onlyDoorsPublish = rule({
  name: "ingress-only-doors-publish",
  description: "Only proxy_app, and core-mqtt for devices, publish ports on the host.",
  rationale: "A port past the proxy is reached without TLS, without sign-in and without its access log.",
  remediation: "Give the service a route through the proxy, and remove its ports.",
  checks: (container) =>
    eachPort(container, (port) => {
      const service = container.service();
      return isDoor(service) ? undefined : `publishes ${written(port)} ${named(service)}`;
    }),
});

/** A door publishes the ports it is a door for. */
export const onlyDeclaredPorts = rule({
  name: "ingress-only-declared-ports",
  description: "proxy_app publishes 80/tcp, 443/tcp and 443/udp at most, core-mqtt 8883/tcp.",
  rationale: "Every further port is one more that nobody watches and a firewall must know.",
  remediation: "Remove the port, or add it to the doors in policy/ingress.ts with the reason for it.",
  checks: (container) =>
    eachPort(container, (port) => {
      const service = container.service();
      if (!isDoor(service) || doors[service]?.includes(written(port))) return undefined;
      return `publishes ${written(port)} ${named(service)}, which may publish ${doors[service]?.join(", ")}`;
    }),
});

/** Nobody publishes whatever the image exposes. */
export const noPublishAllPorts = rule({
  name: "ingress-no-publish-all-ports",
  description: "No container publishes all ports that its image exposes.",
  rationale: "What is published would change with the image, on ports that the engine chooses.",
  remediation: "Remove publishAllPorts, and declare the ports of a door one by one.",
  checks: (container) => [() => (container.publishAllPorts() ? "publishes all ports" : undefined)],
});

/** Nobody shares the host's network. */
export const noHostNetwork = rule({
  name: "ingress-no-host-network",
  description: "No container uses the host's network.",
  rationale: "On it every port that the program opens is published, and the host's own local services are reachable.",
  remediation: "Remove the network mode, and attach the container to the platform's network.",
  checks: (container) =>
    container.networks().map((read) => () => (read() === "host" ? "uses the host's network" : undefined)),
});
