/** Rendered files: text that may hold secrets, which are known only when it is delivered. */

/** Gives the value of a generated secret by its name, such as `postgres/keycloak`. */
export type Reveal = (secret: string) => string;

/** Where every rendered file of a service is found in its container. */
export const secretsPath = "/run/secrets";

/** One file delivered to a service, mode 0400, owned by the user it runs as. */
export interface SecretFile {
  /** Path below `/run/secrets`. */
  path: string;
  /** The text. It is called with a marker function by tests and with real values when it is delivered. */
  content: (reveal: Reveal) => string;
  /**
   * What a change of the file takes: `reload` leaves the container alone (the service's reload script runs),
   * `restart` replaces it.
   */
  onChange: "reload" | "restart";
}

/** A file that holds one secret and nothing else, without a trailing newline. */
export function secretFile(path: string, secret: string): SecretFile {
  return { path, content: (reveal) => reveal(secret), onChange: "reload" };
}

/** The names of the secrets that `files` hold, each once, sorted. */
export function secretsIn(files: readonly SecretFile[]): string[] {
  const names = new Set<string>();
  for (const file of files) {
    file.content((name) => {
      names.add(name);
      return "";
    });
  }
  return [...names].sort();
}

/** What stands for a secret's value where anybody may read. */
export function maskOf(secret: string): string {
  return `‹secret ${secret}›`;
}

/** The texts of `files` by their paths, with a mask in place of every secret, and hashes of masks in place of hashes. */
export function maskedTexts(files: readonly SecretFile[]): Record<string, string> {
  return Object.fromEntries(files.map(({ path, content }) => [path, content(maskOf)]));
}
