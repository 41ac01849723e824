/**
 * How a service is described: what it is, what it needs and what it offers, in the platform's words.
 * Nothing here knows what a container engine or Pulumi is.
 */

import type { PlatformRole } from "../config/platform-role.ts";

/** A health check: a program run inside the container, or an HTTP request made there. */
export interface Health {
  /** The argument list of the check, run without a shell. Exit code 0 is healthy. */
  command: readonly string[];
  /** Seconds between two checks. Default 3: an `up` waits at least this long for a new container. */
  intervalSeconds?: number;
  /** How long a new container may fail its checks before they count, in seconds. Default 60. */
  startPeriodSeconds?: number;
}

/** A health check that runs `argv` inside the container, without a shell. */
export function command(...argv: string[]): Health {
  return { command: argv };
}

/** A health check that runs `script` with the container's `/bin/sh`. */
export function shell(script: string): Health {
  return { command: ["sh", "-c", script] };
}

/**
 * A health check that asks for `http://<host>:<port><path>` inside the container with the `wget` that BusyBox- and
 * Debian-based images carry; any answer but a 2xx is unhealthy.
 * @param host Default: the container's loopback address
 */
export function http(port: number, path: string, host = "127.0.0.1"): Health {
  return { command: ["wget", "-q", "-T", "2", "-O", "/dev/null", `http://${host}:${port}${path}`] };
}

/**
 * The same for images that carry Bash and nothing that speaks HTTP; any answer but 200 is unhealthy. It asks the
 * container's loopback address.
 */
export function bashHttp(port: number, path: string): Health {
  const script = [
    `exec 3<>/dev/tcp/127.0.0.1/${port}`,
    `printf 'GET ${path} HTTP/1.1\\r\\nHost: localhost\\r\\nConnection: close\\r\\n\\r\\n' >&3`,
    "read -r -t 2 status <&3",
    "[[ $status == 'HTTP/1.1 200 '* ]]",
  ];
  return { command: ["bash", "-c", script.join(" && ")] };
}

/** MQTT topic filters (MQTT 5, section 4.7) that a client may publish to and subscribe to. */
export interface TopicAccess {
  publish?: readonly string[];
  subscribe?: readonly string[];
}

/** The programs whose statistics a monitoring client can read. */
export type StatisticsSource = "postgres" | "redis" | "mqtt";

/** How people sign in to a service itself, by OpenID Connect. It has a client of its own, called by the service's name. */
export interface Login {
  /** The path of its route that browsers come back to from the login, and no other: `/oauth2/callback`. */
  callback: string;
  /** Names of its own that it knows roles by, for each role of the platform. Default: it reads the platform's. */
  roles?: Readonly<Partial<Record<PlatformRole, readonly string[]>>>;
}

/**
 * What a service asks of the platform. For each need it is given credentials of its own, as files under
 * `/run/secrets` in its container (see docs/add-a-service.md for their names).
 */
export interface Needs {
  /**
   * A PostgreSQL database, owned by a role of the same name that nobody else can connect as. With `renamedFrom`
   * the existing database and role of that name are renamed, data and all.
   */
  database?: string | { name: string; renamedFrom: string };
  /** Keys in the Redis that may evict them when memory is short. `keys` is a prefix pattern: `umami:*`. */
  cache?: { keys: string };
  /** Keys in the Redis that never evicts: sign-in sessions. `keys` is a prefix pattern. */
  sessions?: { keys: string };
  /** Topics of the MQTT broker. */
  topics?: TopicAccess;
  /** Signs people in itself, in front of or in place of the proxy's sign-in. */
  login?: Login;
  /** Read-only statistics of core programs, for exporters. */
  statistics?: readonly StatisticsSource[];
  /** What the engine says about its containers, read-only, asked of the socket proxy at `proxy_socket:2375`. */
  containers?: true;
  /** Talks to machines that are not the platform's, and why. Without it a container has no way out. */
  internet?: string;
}

/**
 * Whom a route lets in.
 * - `sso`: whoever is signed in, and has a role of the platform.
 * - `sso-limited`: the same, at most 10 requests a second from one address.
 * - `sso-internal`: whoever is signed in and comes from one of `kompose:proxy.internalRanges`.
 * - `internal`: whoever comes from one of those addresses.
 * - `{ public: reason }`: everybody, and why that is right.
 */
export type Access = "sso" | "sso-limited" | "sso-internal" | "internal" | { public: string };

/** An address below the platform's domain that leads to a service, through the proxy. */
export interface Route {
  /** The label before the domain: `links` for `links.example.org`. Empty for the domain itself. */
  host: string;
  access: Access;
  /** The role that is needed for a route that needs a sign-in; it includes those below it. Default: any. */
  role?: PlatformRole;
  /**
   * Paths that everybody may use whatever `access` says, and why: `/script.js`, or all below one that ends in `/`.
   * For health checks, webhooks, programs that can not sign in. Default: none.
   */
  public?: Readonly<Record<string, string>>;
  /**
   * What a browser may load and do on its pages (Content-Security-Policy, W3C CSP3). `own` leaves it to the program,
   * which sends one itself. Default: no plug-ins, no foreign base address, framed by nobody else.
   */
  contentSecurityPolicy?: string;
}

/** What a service gives the platform. */
export interface Offers {
  /** Where it is reached from outside. */
  route?: Route;
  /** It tells the proxy, which asks it about every request (Traefik: ForwardAuth), who is signed in. */
  signIn?: {
    /** Whether somebody is signed in, and who. */
    signedIn: string;
    /** Whether who is signed in has the role `{role}`. */
    role: string;
    /** For routes that need no sign-in: says yes, and keeps the session cookie from the service. */
    anybody: string;
    /** For where a login ends: says yes, and keeps a session cookie from there, but not the login's own. */
    returning: string;
  };
  /** It keeps the sessions of browsers: their cookie is for it, and for no other service. */
  sessions?: true;
  /** It shows what went wrong: an unknown address, a service that does not answer, an address not let in. */
  errorPages?: {
    /** The path of a status's page; `{status}` stands for the number. */
    path: string;
  };
}

/** Something that uses the platform: a service of it, or a client that runs elsewhere. */
interface Consumer {
  /** The name the platform's diagrams use: container name or network alias, and DNS name. */
  name: string;
  /** What it asks of the platform. Default: nothing. */
  needs?: Needs;
}

/**
 * A client of the platform that the platform does not run: a device, a program on another machine, or a service
 * whose container is still to come. It gets its database, users and passwords like any other.
 */
export interface ClientDescription extends Consumer {
  kind: "client";
}

/** A container of the platform. */
export interface ServiceDescription extends Consumer {
  kind: "service";
  /** The upstream image and exact version, from config/images.ts. Where it is taken from is the environment's business. */
  image: string;
  /**
   * A command that is run once over the image, without a network: what it changes in the image's files is kept as an
   * image of its own on the host. For programs that compile their settings into themselves. Default: none.
   */
  prepared?: readonly string[];
  /** `uid:gid` that the program runs as; numeric, so that it holds whatever the image's passwd file says. */
  user: string;
  /** The port other containers reach it on. It is never published on the host. */
  port: number;
  /** Memory limit such as `512MiB`; there is no swap beyond it. An environment can override it. */
  memory: string;
  /** CPU limit in cores. Default 1. An environment can override it. */
  cpus?: number;
  /** Limit of open files and connections. Default 16384. An environment can override it. */
  openFiles?: number;
  /** When the service is ready to be used. There is no service without it. */
  health: Health;
  /** Replaces the image's command. */
  command?: readonly string[];
  /** What it gives to others. Default: nothing but its port, to its neighbours. */
  offers?: Offers;
  /** Plain settings. Never a secret: a need's credentials are files. */
  environment?: Readonly<Record<string, string>>;
  /**
   * Data that must outlive the container: volume name → path in the container. A service with data is stateful:
   * it is stopped cleanly before it is replaced; one without is replaced with no request lost.
   */
  data?: Readonly<Record<string, string>>;
  /** Paths that are writable but forgotten with the container. Everything else is read-only. */
  tmpfs?: readonly string[];
  /** How it is asked to stop, and how long it may take. Default: `SIGTERM`, 30 s with data, 10 s without. */
  stop?: { signal?: string; graceSeconds?: number };
}

export type Description = ServiceDescription | ClientDescription;

/** Describes a container of the platform. */
export function service(description: Omit<ServiceDescription, "kind">): ServiceDescription {
  return { kind: "service", ...description };
}

/** Describes a client that the platform does not run. */
export function client(description: Omit<ClientDescription, "kind">): ClientDescription {
  return { kind: "client", ...description };
}

/** A description and the stack it belongs to: the folder of `services/` it was found in. */
export interface Described<D extends Description = Description> {
  stack: string;
  description: D;
}

/** Those that the platform runs, without mere clients. */
export function servicesOf(described: readonly Described[]): Described<ServiceDescription>[] {
  return described.flatMap(({ stack, description }) =>
    description.kind === "service" ? [{ stack, description }] : [],
  );
}
