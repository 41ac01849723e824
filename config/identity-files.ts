/** Secrets of others who know who somebody is, read on the machine that runs `bin/up` before anything is changed. */
import { keycloakSecrets } from "./keycloak/share.ts";
import { SettingsError } from "./settings/error.ts";
import { keyPath, type Path } from "./settings/mistakes.ts";
import { readSettingFile } from "./settings/setting-file.ts";
import type { Settings } from "./settings/settings.ts";

/** The files that the settings name: which setting, which secret it holds, and where it is. */
function filesOf({ identityProviders, ldap }: Settings): { setting: Path; secret: string; path: string }[] {
  return [
    ...identityProviders.map(({ alias, clientSecret }, i) => ({
      setting: ["identityProviders", i, "clientSecret"],
      secret: keycloakSecrets.identityProvider(alias),
      path: clientSecret,
    })),
    ...(ldap === undefined
      ? []
      : [{ setting: ["ldap", "bindPassword"], secret: keycloakSecrets.ldap, path: ldap.bindPassword }]),
  ];
}

/** The secret that a file holds: its text without the white space around it. */
function readSecret(key: string, path: string): string {
  const secret = readSettingFile(key, path).trim();
  if (secret === "")
    throw new SettingsError([`${key} is "${path}", which is empty; it must be a file that holds the secret`]);
  return secret;
}

/**
 * Reads the secrets of providers of identities and of the directory.
 * @returns the secrets by the names of {@link keycloakSecrets}
 * @throws SettingsError with every setting that names a file which can not be read or is empty
 */
export function readIdentityFiles(settings: Settings): Record<string, string> {
  const secrets: Record<string, string> = {};
  const problems: string[] = [];
  for (const { setting, secret, path } of filesOf(settings)) {
    try {
      secrets[secret] = readSecret(keyPath(setting), path);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      problems.push(...error.problems);
    }
  }
  if (problems.length > 0) throw new SettingsError(problems);
  return secrets;
}
