/** Secrets: where they may be, who may read them, and how hard they are to guess. */
import { running } from "../read/container.ts";
import { defaultCredential, isDefaultCredential } from "../read/default-credentials.ts";
import { type DeliveredFile, deliveredFiles, swarmSecrets } from "../read/files.ts";
import { generatedBits, keyStrength } from "../read/random.ts";
import { assignedSecret, isHarmless, isSecretName, isSecretPath, secretIn } from "../read/secret.ts";
import { type VisibleText, visibleTexts } from "../read/visible.ts";
import { containerRule, fileRule, resourceRule, visibleRule } from "../subjects.ts";

/** The value of `--password` is the argument after it. */
function argumentOf({ text, next }: VisibleText): string | undefined {
  const value = next !== undefined && /^--?[\w-]+$/.test(text) && isSecretName(text) ? next() : undefined;
  return value?.startsWith("-") ? undefined : value;
}

/** Nobody reads a secret off a resource. */
export const noSecretByName = visibleRule({
  name: "secrets-none-shown-by-name",
  severity: "critical",
  description:
    "Nothing that is named like a secret has its value in a variable, label, option, command or health check.",
  rationale: "Whoever may look at a container or at the host's processes reads it there, and so do logs and backups.",
  source: "OWASP Docker Security Cheat Sheet, rule 12; CIS Docker Benchmark 1.7, 4.10; OWASP ASVS 5.0, 13.3.1",
  remediation: "Deliver it as a file that its user alone may read, and name the file: PASSWORD_FILE=/run/secrets/….",
  checks: (texts) =>
    texts.map((read) => () => {
      const shown = read();
      const { where, name, text } = shown;
      // Stryker disable next-line ConditionalExpression: nothing is no secret's name either
      if (name !== undefined && isSecretName(name)) return isHarmless(name, text) ? undefined : `shows ${where}`;
      const argument = argumentOf(shown);
      const found = argument !== undefined && !isHarmless(text, argument) ? text : assignedSecret(text);
      return found === undefined ? undefined : `shows ${found} in ${where}`;
    }),
});

/** Names of what may look random, and is known to everybody. */
const publicName =
  /public|hash|digest|checksum|fingerprint|integrity|revision|commit|etag|site[-_.]?key|(?:^|[-_.])id$/i;

/** Nor one that goes by another name. */
export const noSecretByValue = visibleRule({
  name: "secrets-none-shown-by-value",
  severity: "critical",
  description: "Nothing that looks like a secret is in a variable, label, option, command or health check.",
  rationale: "A key is a key by any name, and everybody who may look at the container has it.",
  source: "OWASP Docker Security Cheat Sheet, rule 12; CIS Docker Benchmark 1.7, 4.10; OWASP ASVS 5.0, 13.3.1",
  remediation: "Deliver it as a file that its user alone may read.",
  checks: (texts) =>
    texts.map((read) => () => {
      const { where, name = "", text } = read();
      const found = secretIn(text);
      if (found === undefined || (found === "what looks random" && publicName.test(name))) return undefined;
      return `shows ${found} in ${where}`;
    }),
});

/** Files whose text is a program: a variable is no value there. */
const code = /\.(?:[cm]?[jt]sx?|py|rb|go|php|pl|lua|sh|html?|css|sql)$/;

/** Nobody gets in with what the manual says. */
export const noDefaultCredential = resourceRule({
  name: "secrets-no-default-credential",
  severity: "critical",
  description: "No variable, label, option, command, health check or file has a password that a manual shows.",
  rationale: "They are the first that are tried, by programs that try every address.",
  source: "OWASP ASVS 5.0, 6.3.2; OWASP Top 10 2021, A07; policy/read/default-credentials.ts has each one's source",
  remediation: "Generate it, with RandomPassword, and deliver it as a file.",
  checks: (_, __, resource) => [
    ...(visibleTexts(resource) ?? []).map((read) => () => {
      const shown = read();
      const { where, name, text } = shown;
      const argument = argumentOf(shown);
      // Stryker disable next-line StringLiteral: any other name that is no secret's would do
      const [key, value] = argument === undefined ? [name ?? "", text] : [text, argument];
      if (isDefaultCredential(key, value)) return `has a well-known password in ${where}`;
      const found = defaultCredential(text, false);
      return found === undefined ? undefined : `has a well-known password for ${found} in ${where}`;
    }),
    ...(deliveredFiles(resource) ?? []).map((read) => () => {
      const { path, text } = read();
      const found = defaultCredential(text, code.test(path));
      return found === undefined ? undefined : `has a well-known password for ${found} in the file ${path}`;
    }),
  ],
});

function isSecretFile({ path, text }: DeliveredFile): boolean {
  return isSecretPath(path) || secretIn(text) !== undefined || assignedSecret(text) !== undefined;
}

/** A secret file is for one user. */
export const secretFilesArePrivate = resourceRule({
  name: "secrets-files-are-private",
  severity: "high",
  description: "Files with secrets have mode 0400.",
  rationale: "By default every user in the container may read them, and so whoever breaks into any of its programs.",
  source: "OWASP Docker Security Cheat Sheet, rule 12; Docker documentation, Swarm secrets, mode",
  remediation: "State mode 0400, which is 256, and the user that the program runs as.",
  checks: (_, __, resource) => [
    ...swarmSecrets(resource).map((read) => () => {
      const { path, mode } = read();
      return mode === "0400" ? undefined : `delivers ${path} with mode ${mode}`;
    }),
    ...(deliveredFiles(resource) ?? []).map((read) => () => {
      const { mode = "0400", ...file } = read();
      return Number.parseInt(mode, 8) === 0o400 || !isSecretFile(file)
        ? undefined
        : `delivers ${file.path} with mode ${mode}`;
    }),
  ],
});

/** A secret is in no image and no layer. */
export const secretFilesAreElsewhere = fileRule({
  name: "secrets-files-outside-the-container",
  severity: "high",
  description:
    "Files with secrets are in a volume or a Swarm secret, not in a container's own layer or a Swarm config.",
  rationale: "The layer goes along with every commit and export of the container, and a config can be read in the API.",
  source: "CIS Docker Benchmark 1.7, 4.10; Docker documentation, store configuration data, configs are not encrypted",
  remediation: "Write it to a volume that the container mounts read-only, or make it a Swarm secret.",
  checks: (files, _, resource) =>
    files.map((read) => () => {
      const file = read();
      if (!isSecretFile(file)) return undefined;
      if (file.in === "config") return `keeps a secret in the config ${file.path}`;
      if (file.in !== "layer") return undefined;
      const mounts = running([resource]).flatMap(({ container }) => container.mounts());
      const mounted = mounts.some((mount) => file.path.startsWith(`${mount().target}/`));
      return mounted ? undefined : `has the secret ${file.path} in its own layer`;
    }),
});

/** A program does not change its secrets. */
export const secretMountsAreReadOnly = containerRule({
  name: "secrets-mounts-are-read-only",
  severity: "medium",
  description: "What is mounted as secrets is mounted read-only.",
  rationale: "A program that is broken into could let others in, for as long as the file stays.",
  source: "CIS Docker Benchmark 1.7, 5.12; OWASP Docker Security Cheat Sheet, rule 8",
  remediation: "Set readOnly on the mount.",
  checks: (container) =>
    container.mounts().map((read) => () => {
      const { kind, target, readOnly } = read();
      const secrets = /\/(?:secrets?|credentials)(?:\/|$)/.test(target);
      return secrets && !readOnly && kind !== "tmpfs" ? `may write to ${target}` : undefined;
    }),
});

/** A name anywhere in which a secret is named; resources are called `password-for-x` as well. */
const namesSecret = /password|passwd|passphrase|secret|token|credential|(?:api|private|signing|encryption)[-_.]?key/i;

/** Nobody guesses a secret. */
export const secretsHave128Bits = resourceRule({
  name: "secrets-have-128-bits",
  severity: "high",
  description: "Every generated password, and whatever else is generated under the name of a secret, has 128 bits.",
  rationale: "Fewer can be guessed by whoever has a hash of it, now or as long as it is in use.",
  source: "OWASP ASVS 5.0, 11.5.1; NIST SP 800-57 part 1 rev. 5, 5.6.1",
  remediation: "Use RandomPassword with 22 letters and digits or more, or RandomBytes with 16 bytes or more.",
  checks: (_, __, resource) => [
    () => {
      const secret = resource.type === "random:index/randomPassword:RandomPassword" || namesSecret.test(resource.name);
      const bits = secret ? generatedBits(resource) : undefined;
      return bits === undefined || bits >= 128 ? undefined : `generates a secret of ${Math.floor(bits)} bits`;
    },
  ],
});

/** Keys are as strong as passwords. */
export const keysHave128Bits = resourceRule({
  name: "secrets-keys-have-128-bits",
  severity: "high",
  description: "Every generated private key has the strength of 128 bits.",
  rationale: "The provider's own defaults, RSA with 2048 bits and P224, are not to be used beyond 2030.",
  source: "NIST SP 800-57 part 1 rev. 5, tables 2 and 4; OWASP ASVS 5.0, 11.2.3",
  remediation: "Use ED25519, ECDSA with P256 or more, or RSA with 3072 bits or more.",
  checks: (_, __, resource) => [
    () => {
      const strength = keyStrength(resource);
      return strength === undefined || strength.bits >= 128 ? undefined : `generates a key of ${strength.key}`;
    },
  ],
});

/** Types that keep their result as plain text. */
const plainType = /^random:index\/\w+:(Random(?:String|Id|Uuid|Pet|Integer|Shuffle))$/;

/**
 * The state holds no secret in plain text.
 *
 * Pulumi takes the secret marks off before it hands a resource to a policy (@pulumi/policy, deserialize.ts: "secrets
 * must be fully unpacked"), so whether a value is marked can not be seen here. What can be seen is what generates it:
 * these types mark nothing, and their id, which can not be marked, is the result or tells it.
 */
export const secretsAreMarked = resourceRule({
  name: "secrets-are-generated-marked",
  severity: "high",
  description: "What is generated under the name of a secret is of a type that keeps it encrypted.",
  rationale: "The state, and every preview that a reviewer reads, would have it in plain text.",
  source: "Pulumi documentation, random, RandomString: use RandomPassword for sensitive values",
  remediation: "Use RandomPassword or RandomBytes.",
  checks: (_, __, { type, name }) => [
    () => {
      const kind = namesSecret.test(name) ? plainType.exec(type)?.[1] : undefined;
      return kind === undefined ? undefined : `is a ${kind}, which is kept in plain text`;
    },
  ],
});
