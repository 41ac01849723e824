/**
 * What a preview against an empty state takes in place of what only the platform's own machine has: an engine, and the
 * files that settings name. Nothing of it is ever used, but to see what the program would make.
 */
import { join } from "node:path";
import { rootCertificates } from "node:tls";

/**
 * An engine that is never asked: Pulumi's Docker provider connects to one behind ssh only when there is something to
 * do. `.invalid` is nobody's (RFC 6761, 6.4).
 */
export const nobodysEngine = "ssh://nobody@review.invalid";

type Config = Readonly<Record<string, unknown>>;

/** A stack's settings with fixtures, and the files that these name: path → text. */
export interface Fixtures {
  config: Config;
  files: Readonly<Record<string, string>>;
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The settings with an engine that is nobody's, and with every file replaced by one in `folder`. A certificate of one's
 * own would have to fit its domain, so that setting is left out: then the platform issues one itself.
 * @param config the committed settings, mistakes and all: what is no map is left for the parser to complain about
 */
export function withFixtures(config: Config, folder: string): Fixtures {
  const files: Record<string, string> = {};
  const file = (name: string, text = "a fixture of bin/review --empty") => {
    const path = join(folder, name);
    files[path] = text;
    return path;
  };
  const fixed: Record<string, unknown> = { ...config };
  const host = config["kompose:host"];
  fixed["kompose:host"] = { ...(isMap(host) ? host : {}), engine: nobodysEngine };

  const certificates = config["kompose:certificates"];
  if (isMap(certificates)) {
    const { files: _, acme, ...rest } = certificates;
    fixed["kompose:certificates"] = { ...rest, ...(acme === undefined ? {} : { acme: fixedAcme(acme, file) }) };
  }
  const providers = config["kompose:identityProviders"];
  if (Array.isArray(providers)) {
    fixed["kompose:identityProviders"] = providers.map((provider, i) =>
      isMap(provider) ? { ...provider, clientSecret: file(`identity-provider-${i}`) } : provider,
    );
  }
  const ldap = config["kompose:ldap"];
  if (isMap(ldap)) fixed["kompose:ldap"] = { ...ldap, bindPassword: file("ldap") };
  return { config: fixed, files };
}

function fixedAcme(acme: unknown, file: (name: string, text?: string) => string): unknown {
  if (!isMap(acme)) return acme;
  const { authority, dns } = acme;
  return {
    ...acme,
    // Any certificate will do; Node brings some.
    ...(authority === undefined ? {} : { authority: file("acme-authority", rootCertificates[0]) }),
    ...(isMap(dns) && isMap(dns.credentials)
      ? {
          dns: {
            ...dns,
            credentials: Object.fromEntries(
              Object.keys(dns.credentials).map((variable, i) => [variable, file(`acme-dns-${i}`)]),
            ),
          },
        }
      : {}),
  };
}
