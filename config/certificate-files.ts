/** Files that an environment's certificates need, read on the machine that runs `bin/up`, and checked before anything is changed. */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import { SettingsError } from "./settings/error.ts";
import { readSettingFile } from "./settings/setting-file.ts";
import type { Settings } from "./settings/settings.ts";
import { traefikSecrets } from "./traefik/share.ts";

/** A certificate and its private key, both PEM. */
export interface CertificatePair {
  /** The leaf first, then those in between it and its root. */
  certificate: string;
  key: string;
}

/** What the settings' files hold. */
export interface CertificateFiles {
  /** The certificate of `kompose:certificates.files`. */
  certificate?: CertificatePair;
  /** By the names of {@link traefikSecrets}: what `kompose:certificates.acme` names in files. Empty without it. */
  acmeSecrets: Record<string, string>;
}

function read(key: string, path: string): string {
  return readSettingFile(`kompose:certificates.${key}`, path);
}

function parsed<T extends X509Certificate | KeyObject>(key: string, path: string, what: string, parse: () => T): T {
  try {
    return parse();
  } catch {
    throw new SettingsError([
      `kompose:certificates.${key} is "${path}", which holds no ${what}; it must be one in PEM`,
    ]);
  }
}

/** What keeps a certificate from serving the domain at `now`, a sentence each. */
function unfit(leaf: X509Certificate, key: KeyObject, domain: string, now: Date): string[] {
  const where = "kompose:certificates.files";
  const missing = [domain, `any.${domain}`].filter((name) => leaf.checkHost(name) === undefined);
  return [
    ...(leaf.checkPrivateKey(key) ? [] : [`${where}.key is the key of another certificate`]),
    ...(leaf.validToDate > now ? [] : [`${where}.certificate was valid until ${leaf.validTo}; it must be renewed`]),
    ...(leaf.validFromDate <= now ? [] : [`${where}.certificate is valid from ${leaf.validFrom} only`]),
    ...(missing.length === 0
      ? []
      : [
          `${where}.certificate holds for ${leaf.subjectAltName ?? "no name"}; it must hold for ${domain} and *.${domain}`,
        ]),
  ];
}

/**
 * Reads what an environment's certificates need.
 * @param now against which their validity is held. Default: the present
 * @throws SettingsError with the setting that names a file which can not be read or used
 */
export function readCertificateFiles({ certificates, domain }: Settings, now = new Date()): CertificateFiles {
  const { files, acme } = certificates;
  if (files !== undefined) {
    const certificate = read("files.certificate", files.certificate);
    const key = read("files.key", files.key);
    const leaf = parsed("files.certificate", files.certificate, "certificate", () => new X509Certificate(certificate));
    const privateKey = parsed("files.key", files.key, "private key without a passphrase", () => createPrivateKey(key));
    const problems = unfit(leaf, privateKey, domain, now);
    if (problems.length > 0) throw new SettingsError(problems);
    return { certificate: { certificate, key }, acmeSecrets: {} };
  }
  const acmeSecrets: Record<string, string> = {};
  if (acme?.authority !== undefined) {
    const path = acme.authority;
    const authority = read("acme.authority", path);
    parsed("acme.authority", path, "certificate", () => new X509Certificate(authority));
    acmeSecrets[traefikSecrets.acmeAuthority] = authority;
  }
  for (const [variable, path] of Object.entries(acme?.dns?.credentials ?? {})) {
    acmeSecrets[traefikSecrets.dns(variable)] = read(`acme.dns.credentials.${variable}`, path).trim();
  }
  return { acmeSecrets };
}
