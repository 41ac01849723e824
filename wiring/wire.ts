/** From all descriptions and an environment's settings to what each stack is to provision. Pure. */

import type { Oauth2ProxyShare } from "../config/auth/oauth2-proxy.ts";
import { oauth2Paths } from "../config/auth/oauth2-proxy.ts";
import { signOutAddress } from "../config/auth/sign-out.ts";
import { credentialFiles } from "../config/credentials.ts";
import { type ImageLock, imageReference } from "../config/image-reference.ts";
import { issuerOf } from "../config/keycloak/addresses.ts";
import type { KeycloakServer } from "../config/keycloak/server.ts";
import type { KeycloakShare } from "../config/keycloak/share.ts";
import type { PageShare } from "../config/page/share.ts";
import type { SecretFile } from "../config/secret-file.ts";
import { type Settings, SettingsError } from "../config/settings/settings.ts";
import { parseSize } from "../config/size.ts";
import { traefikEnvironment } from "../config/traefik/files.ts";
import type { TraefikShare } from "../config/traefik/share.ts";
import { connections } from "./connections.ts";
import { contradictions } from "./contradictions.ts";
import { type CoreConsumers, coreConsumers } from "./core-consumers.ts";
import { type Inventory, inventory } from "./inventory.ts";
import { loginClients } from "./logins.ts";
import { pageShare } from "./page-share.ts";
import { authNames, coreNames, proxyNames } from "./roles.ts";
import { rotatableSecrets, unknownRotations } from "./rotation.ts";
import { addressOf, proxyRoutes, publicRoutes } from "./routes.ts";
import { type Described, type ServiceDescription, servicesOf } from "./service.ts";

/** A service with everything decided that an environment can decide. */
export interface ServiceDefinition
  extends Omit<ServiceDescription, "kind" | "needs" | "offers" | "memory" | "cpus" | "openFiles"> {
  /** The stack it belongs to, such as `core`. */
  stack: string;
  /** The exact image to run: by digest, or as the environment's settings say. */
  reference: string;
  /** Memory limit in MiB. */
  memory: number;
  /** CPU limit in cores. */
  cpus: number;
  /** Limit of open files. */
  openFiles: number;
  /** Whether it may ask the socket proxy about containers. */
  asksEngine: boolean;
  /** Whether it has a way out of the platform's network. */
  reachesInternet: boolean;
  /** Where it is reached from outside, such as `https://links.example.org/`; absent where it has no route. */
  address?: string;
  /** The credentials of its needs. */
  files: readonly SecretFile[];
}

/** The core services and who uses them. */
export interface CoreShare extends CoreConsumers {
  postgres: ServiceDefinition;
  redis: ServiceDefinition;
  redisSessions: ServiceDefinition;
  mqtt: ServiceDefinition;
}

/** The proxy, what stands between it and the engine, and all routes. */
export interface ProxyShare {
  app: ServiceDefinition;
  socket: ServiceDefinition;
  page: ServiceDefinition;
  traefik: TraefikShare;
  /** What the first page shows. */
  shown: Omit<PageShare, "environment">;
}

/** Keycloak, OAuth2 Proxy and the gate, and who signs in. */
export interface AuthShare {
  keycloak: ServiceDefinition;
  oauth2Proxy: ServiceDefinition;
  gate: ServiceDefinition;
  server: KeycloakServer;
  realm: KeycloakShare;
  signIn: Oauth2ProxyShare;
}

/** A stack of services that need no wiring beyond their own descriptions. */
export interface StackShare {
  name: string;
  services: readonly ServiceDefinition[];
}

export interface Platform {
  /** Every service, in the order of stack and name. */
  services: readonly ServiceDefinition[];
  core: CoreShare;
  proxy: ProxyShare;
  /** Absent where no service of the sign-in is described. */
  auth?: AuthShare;
  /** All other stacks. */
  stacks: readonly StackShare[];
  /** Addresses that everybody may use, and why. */
  publicRoutes: Readonly<Record<string, string>>;
  /** Everything that is granted to anybody. */
  inventory: Inventory;
}

/** Descriptions that contradict each other or the settings: every contradiction, a line each. */
export class WiringError extends Error {
  constructor(problems: readonly string[]) {
    super(`the descriptions in services/ can not be wired:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
  }
}

/** The services that the stacks with a component of their own are made of. All of a stack are there, or none. */
const roles = { core: coreNames, proxy: proxyNames, auth: authNames } as const;

/** A platform without these does nothing. */
const required: readonly string[] = ["core", "proxy"] satisfies (keyof typeof roles)[];

/** Room for the 10,032 that Redis wants, and below what hosts that cap the engine's own limit at 20,000 grant. */
const defaultOpenFiles = 16_384;

function define(
  stack: string,
  description: ServiceDescription,
  settings: Settings,
  lock: ImageLock,
): ServiceDefinition {
  const { kind: _, needs, offers: __, memory, cpus, openFiles, ...rest } = description;
  const limits = settings.services[description.name] ?? {};
  const address = addressOf(description, settings.domain);
  return {
    ...rest,
    stack,
    reference: imageReference(description.image, settings, lock),
    memory: limits.memory ?? parseSize(memory),
    cpus: limits.cpus ?? cpus ?? 1,
    openFiles: limits.openFiles ?? openFiles ?? defaultOpenFiles,
    asksEngine: needs?.containers === true,
    reachesInternet: needs?.internet !== undefined,
    ...(address === undefined ? {} : { address }),
    files: needs === undefined ? [] : credentialFiles(description.name, needs),
  };
}

/** What the sign-in is made of, and told. */
function authShare(
  descriptions: readonly ServiceDescription[],
  named: (name: string) => ServiceDefinition,
  { domain, network, users, identityProviders, ldap }: Settings,
): AuthShare {
  const keycloak = named(authNames.keycloak);
  const oauth2Proxy = named(authNames.oauth2Proxy);
  const clients = loginClients(descriptions, domain);
  // Both ask for it in their descriptions.
  const { address = "" } = keycloak;
  const trustedProxies = [network.subnet];
  return {
    // Who else knows people is asked over the internet.
    keycloak: { ...keycloak, reachesInternet: identityProviders.length > 0 || ldap !== undefined },
    oauth2Proxy,
    gate: named(authNames.gate),
    server: { address, database: "keycloak", trustedProxies },
    realm: { domain, clients, users, identityProviders, ...(ldap === undefined ? {} : { ldap }) },
    signIn: {
      name: oauth2Proxy.name,
      domain,
      callback: new URL(oauth2Paths.callback, oauth2Proxy.address).href,
      issuer: issuerOf(address),
      trustedProxies,
    },
  };
}

/** Where somebody who is signed in goes from the first page. */
function links({ realm: { domain }, signIn: { issuer } }: AuthShare): Pick<PageShare, "signOut" | "account"> {
  return { signOut: signOutAddress(domain, `https://${domain}/`), account: `${issuer}/account` };
}

/**
 * Derives every stack's share from the descriptions.
 * @param lock the digests of `images.lock.json`
 * @throws WiringError with every contradiction at once
 * @throws SettingsError with every secret that is to be rotated and can not be
 */
export function wire(described: readonly Described[], settings: Settings, lock: ImageLock): Platform {
  const problems = contradictions(described);
  const run = servicesOf(described);
  const isThere = (name: string) => run.some(({ description }) => description.name === name);
  for (const [stack, names] of Object.entries(roles)) {
    const missing = Object.values(names).filter((name) => !isThere(name));
    if (missing.length === Object.keys(names).length && !required.includes(stack)) continue;
    problems.push(...missing.map((name) => `${stack}: no service named ${name}, which its stack is made of`));
  }
  if (problems.length > 0) throw new WiringError(problems);
  const connected = connections(described, settings.domain);
  const unknown = unknownRotations(settings, rotatableSecrets(connected));
  if (unknown.length > 0) throw new SettingsError(unknown);

  const descriptions = run.map(({ description }) => description);
  const services = run.map(({ stack, description }) => define(stack, description, settings, lock));
  const named = (name: string) => services.find((service) => service.name === name) as ServiceDefinition;
  const stacks = [...new Set(services.map(({ stack }) => stack))].filter((stack) => !Object.hasOwn(roles, stack));
  const traefik = proxyRoutes(descriptions, settings);
  const app = named(proxyNames.app);
  const auth = isThere(authNames.keycloak) ? authShare(descriptions, named, settings) : undefined;
  return {
    services,
    core: {
      postgres: named(coreNames.postgres),
      redis: named(coreNames.redis),
      redisSessions: named(coreNames.redisSessions),
      mqtt: named(coreNames.mqtt),
      ...coreConsumers(
        described.map(({ description }) => description),
        settings,
      ),
    },
    proxy: {
      app: { ...app, environment: { ...app.environment, ...traefikEnvironment(traefik) } },
      socket: named(proxyNames.socket),
      page: named(proxyNames.page),
      traefik,
      shown: { ...pageShare(described, connected, settings.domain), ...(auth === undefined ? {} : links(auth)) },
    },
    ...(auth === undefined ? {} : { auth }),
    publicRoutes: publicRoutes(descriptions, settings.domain),
    inventory: inventory(described, settings),
    stacks: stacks.map((name) => ({ name, services: services.filter(({ stack }) => stack === name) })),
  };
}
