import { getStack, runtime } from "@pulumi/pulumi";
import { AuthStack } from "./components/auth-stack.ts";
import { CoreStack } from "./components/core-stack.ts";
import { Granted } from "./components/granted.ts";
import { Host } from "./components/host.ts";
import { ProxyStack } from "./components/proxy-stack.ts";
import { realmDrift } from "./components/realm-drift.ts";
import { ServiceStack } from "./components/service-stack.ts";
import { readCertificateFiles } from "./config/certificate-files.ts";
import { readIdentityFiles } from "./config/identity-files.ts";
import { imageReference } from "./config/image-reference.ts";
import { images } from "./config/images.ts";
import { parseSettings } from "./config/settings/settings.ts";
import lock from "./images.lock.json" with { type: "json" };
import { services } from "./services/index.ts";
import { servicesOf } from "./wiring/service.ts";
import { wire } from "./wiring/wire.ts";

const settings = parseSettings(runtime.allConfig(), {
  services: servicesOf(services).map(({ description }) => description.name),
});
const platform = wire(services, settings, lock);
const { rotate } = settings;
// Read before anything is made: what is wrong with them ends it here.
const certificates = readCertificateFiles(settings);
const identitySecrets = readIdentityFiles(settings);
const nodeImage = imageReference(images.node, settings, lock);

const host = new Host("host", {
  engine: settings.host.engine,
  environment: getStack(),
  subnet: settings.network.subnet,
  toolImage: imageReference(images.busybox, settings, lock),
  protectData: settings.protectData,
});
const core = new CoreStack("core", { host, rotate, ...platform.core });
const proxy = new ProxyStack("proxy", { host, ...platform.proxy, ...certificates });
const auth =
  platform.auth &&
  new AuthStack("auth", {
    ...{ host, rotate, identitySecrets, nodeImage, ...platform.auth },
    secrets: core.secrets,
    drift: await realmDrift({ engine: host.engine, environment: host.environment, image: nodeImage }),
    after: [core],
  });
const { secrets } = auth ?? core;
for (const { name, services } of platform.stacks) {
  new ServiceStack(name, { host, secrets, services, after: [core] });
}

new Granted("granted", platform.inventory);

/** What runs, and where it is reached: from outside where it has a route, else by the platform's containers alone. */
export const addresses = Object.fromEntries(
  platform.services.map(({ name, port, address }) => [name, address ?? `${name}:${port}`]),
);

/** The certificate, PEM, that browsers must trust. Null where the certificates come from elsewhere. */
export const authority = proxy.authority ?? null;

/** Every generated password, by name. */
export const credentials = secrets.all();

/** Every address that anybody may use without signing in, and why. */
export const publicRoutes = platform.publicRoutes;

/** The certificate, PEM, that devices outside must trust to reach the broker. Null where none may. */
export const deviceAuthority = core.deviceAuthority ?? null;
