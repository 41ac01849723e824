/** What a stack's settings make of the services: read without Pulumi, and before anything on the host is touched. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { readCertificateFiles } from "../../config/certificate-files.ts";
import { readIdentityFiles } from "../../config/identity-files.ts";
import type { ImageLock } from "../../config/image-reference.ts";
import { images } from "../../config/images.ts";
import { parseSettings, type Settings, SettingsError } from "../../config/settings/settings.ts";
import { readStackFile } from "../../config/settings/stack-file.ts";
import { services } from "../../services/index.ts";
import { servicesOf } from "../../wiring/service.ts";
import { type ServiceDefinition, WiringError, wire } from "../../wiring/wire.ts";
import { checkout } from "../paths.ts";
import { UserError } from "../terminal.ts";
import { settingsFile } from "./stacks.ts";

/** A stack as it is described. */
export interface DescribedPlatform {
  settings: Settings;
  lock: ImageLock;
  services: readonly ServiceDefinition[];
  /** Addresses that everybody may use, and why. */
  publicRoutes: Readonly<Record<string, string>>;
}

/**
 * Reads and wires a stack.
 * @param file its settings. Default: the committed ones
 * @throws UserError with every mistake in its settings, or every contradiction between services
 */
export function describePlatform(stack: string, file = settingsFile(stack)): DescribedPlatform {
  const names = servicesOf(services).map(({ description }) => description.name);
  const lock: ImageLock = JSON.parse(readFileSync(join(checkout, "images.lock.json"), "utf8"));
  try {
    const settings = parseSettings(readStackFile(file), { services: names });
    refuseUnlocked(settings, lock);
    readCertificateFiles(settings);
    readIdentityFiles(settings);
    const platform = wire(services, settings, lock);
    return { settings, lock, services: platform.services, publicRoutes: platform.publicRoutes };
  } catch (error) {
    if (error instanceof SettingsError) throw new UserError(`Pulumi.${stack}.yaml: ${error.message}`);
    if (error instanceof WiringError) throw new UserError(error.message);
    throw error;
  }
}

/** The images of all services and the one that writes files, less those that the settings take from elsewhere. */
export function imagesToFind({ settings, services }: DescribedPlatform): string[] {
  return [images.busybox, ...services.map(({ image }) => image)].filter((image) => !(image in settings.images));
}

function refuseUnlocked(settings: Settings, lock: ImageLock): void {
  if (!settings.requireLockedImages) return;
  const all = [images.busybox, ...servicesOf(services).map(({ description }) => description.image)];
  const unlocked = [...new Set(all)].filter((image) => !(image in settings.images) && lock[image] === undefined);
  if (unlocked.length > 0) {
    throw new UserError(
      `no digest in images.lock.json for ${unlocked.join(", ")}: run bin/pin where a container registry answers, and ` +
        "commit the file, or set kompose:requireLockedImages to false where unlocked images are fine",
    );
  }
}
