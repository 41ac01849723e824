/**
 * What looks like a secret: by its name, by its form, or because it looks random.
 *
 * Written here, since what can be had (secretlint) knows tokens by their form alone, is asynchronous, and would take
 * longer to start than all of the pack.
 */

/** Names that end like that of a secret. `PASSWORD_FILE`, `TOKEN_URL` and `SECRET_NAME` do not. */
const secretName = new RegExp(
  `(?:${[
    "password|passwd|passphrase|passcode|secret|token|credential",
    // Redis: `--requirepass`, `--masterauth`, REDISCLI_AUTH.
    "requirepass|masterauth|rediscli_auth",
    "(?:^|[^a-z]|admin|db|mail|root|user)(?:pass|pwd)",
    "(?:access|account|api|auth|encryption|master|private|secret|session|shared|signing)[-_.]?key",
    "secret[-_.]?key[-_.]?base",
  ].join("|")})s?[-_.]?\\d*$`,
  "i",
);

/** Whether the value by this name is a secret. What is called public is none: `NEXT_PUBLIC_API_KEY`. */
export function isSecretName(name: string): boolean {
  return secretName.test(name) && !/public/i.test(name);
}

const harmless = [
  /^$/,
  /^(?:true|false|yes|no|on|off|none|null|enabled?|disabled?|required?|optional)$/i,
  // A reference to where the secret is: `$NAME`, `$(cat …)`, `{{ … }}`, `<name>`, `%s`, `id=npm,src=…`, `***`.
  /^\$|^\{\{|^<[^>]*>$|^%|^(?:id|src|source|type|target)=|^\*+$/,
  // A URL without a user.
  /^\w[\w+.-]*:\/\/[^\s@]*$/,
];
const path = /^(?:~|\.{1,2})?(?:\/[\w.@-]+)+\/?$/;

/** Whether `value`, by the name of a secret, only says where the secret is or whether there is one. */
export function isHarmless(name: string, value: string): boolean {
  if (harmless.some((form) => form.test(value))) return true;
  if (path.test(value)) return !looksRandom(value);
  // `MAX_TOKENS=4096`; a password may well be a number.
  return /^\d{1,6}$/.test(value) && !/pass|pwd/i.test(name);
}

/** `NAME=value`, `--name value`, `"name": "value"`, and `name: value` at the beginning of a line. */
const assignments = [
  /(?<![\w${.-])(-{0,2}[A-Za-z_][\w.-]*)=["']?([^\s"'`,;|&)]*)/g,
  /(?<![\w-])(--[a-z][\w-]*)\s+["']?([^\s"'-][^\s"']*)/g,
  /["']([A-Za-z_][\w.-]*)["']\s*:\s*["']([^"']+)["']/g,
  /^[ \t-]*([A-Za-z_][\w.-]*)[ \t]*:[ \t]+["']?([^\s"'|>&*![{][^\s"']*)/gm,
];

/** The name of the first secret that `text` gives a value to. */
export function assignedSecret(text: string): string | undefined {
  return assignments
    .flatMap((form) => [...text.matchAll(form)])
    .map(([, name, value]) => [name as string, value as string] as const)
    .find(([name, value]) => isSecretName(name) && !isHarmless(name, value))?.[0];
}

/** Secrets that are known by their form, by what to call them. Tokens: gitleaks, config/gitleaks.toml. */
const forms: readonly (readonly [what: string, form: RegExp])[] = [
  ["a private key", /-----BEGIN (?:[A-Z]+ )*PRIVATE KEY-----|AGE-SECRET-KEY-1/],
  // Not where the password is a placeholder.
  ["a URL with a password", /[a-z]:\/\/[^\s/:@"']*:[^\s/@"'$<{*…][^\s/@"']*@/i],
  ["an Authorization header", /authorization["']?\s*[:=]\s*["']?(?:bearer|basic|token)\s+[\w+/=.-]{8}/i],
  ["a password's hash", /\$(?:2[aby]|apr1|5|6|y|argon2(?:id?|d))\$[\w.,=+/$-]{16}|SCRAM-SHA-\d+\$\d+:/],
  ["a JSON web token", /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8}/],
  ["a GitHub token", /\bgh[oprsu]_\w{36}|\bgithub_pat_\w{22}/],
  ["a GitLab token", /\bglpat-[\w-]{20}/],
  ["a Slack token", /\bxox[abeprs]-\w{10}|hooks\.slack\.com\/services\/\w/],
  ["an AWS access key", /\b(?:AKIA|ASIA)[A-Z2-7]{16}\b/],
  ["a Google API key", /\bAIza[\w-]{35}/],
  ["a Stripe key", /\b[rs]k_(?:live|test)_\w{10}/],
  ["a package registry's token", /\bnpm_\w{36}|\bpypi-AgE\w/],
  ["a Docker Hub token", /\bdckr_pat_\w/],
  ["a Grafana token", /\bglsa_\w{32}/],
  ["a Vault token", /\bhvs\.\w{24}/],
];

/**
 * What is random and no secret: hashes of content, public keys, certificates, pictures. Hexadecimal digits are hashes
 * far more often than secrets, and only a name tells these apart.
 */
const known = [
  /\bsha(?:1|256|384|512)-[\w+/]+/g,
  /\b(?:ssh-(?:rsa|ed25519)|ecdsa-sha2-nistp\d+)\s+AAAA[\w+/]+/g,
  /-----BEGIN (CERTIFICATE|PUBLIC KEY)-----[^-]*-----END \1-----/g,
  /\bdata:[\w/+.-]+;base64,[\w+/]+/g,
  /[0-9a-f]{12,}/g,
];

/** Base64 of a text, put back into the text that it is. */
function decoded(text: string): string {
  return text.replaceAll(/[A-Za-z0-9+/]{20,}={0,2}/g, (found) => {
    const inner = Buffer.from(found, "base64").toString("latin1");
    return /^[\t\n\r -~]+$/.test(inner) ? inner : found;
  });
}

/** Whether a part of `text` looks as if dice had written it. A part that is longer than 128 characters is a file. */
export function looksRandom(text: string): boolean {
  const plain = known.reduce((rest, form) => rest.replaceAll(form, " "), text);
  return [...plain.matchAll(/[\w+/-]+/g)]
    .filter(([part]) => part.length <= 128)
    .some(([part]) => [part, ...part.split("/")].some(isRandom));
}

const classes = [/[a-z]/, /[A-Z]/, /[0-9]/];
/** A character of another class than the one before it. */
const change = /(?<=[a-z])[A-Z0-9]|(?<=[A-Z])[a-z0-9]|(?<=[0-9])[A-Za-z]/g;

/**
 * At least 20 characters (119 bits, of letters and digits): lower case, upper case and digits, which change between the
 * three more often than names do, and repeat themselves little.
 */
function isRandom(part: string): boolean {
  return (
    part.length >= 20 &&
    classes.every((one) => one.test(part)) &&
    // Of random letters and digits, 62 of 100 neighbours differ; of a name InCamelCase, 20 to 35.
    [...part.matchAll(change)].length >= 0.4 * part.length &&
    entropy(part) >= 3.5
  );
}

/** Shannon's entropy, in bits a character. Random ones have 4.0 with 20 characters, 4.6 with 40. */
function entropy(text: string): number {
  const counts = [...new Set(text)].map((char) => text.split(char).length - 1);
  return -counts.reduce((sum, count) => sum + (count / text.length) * Math.log2(count / text.length), 0);
}

/** What kind of secret `text` holds, in words; undefined for none. */
export function secretIn(text: string): string | undefined {
  const readable = decoded(text);
  const found = forms.find(([, form]) => form.test(readable))?.[0];
  return found ?? (looksRandom(readable) ? "what looks random" : undefined);
}

/** Whether a file's name says that it holds a secret. */
export function isSecretPath(file: string): boolean {
  return (
    /(?:^|\/)(?:\.env|\.htpasswd|\.netrc|\.pgpass|id_(?:rsa|ecdsa|ed25519))$/.test(file) ||
    /(?:password|secret|credential|private[-_.]?key|(?:^|[-_./])token)s?(?:\.[^/]*)?$/i.test(file) ||
    /\.(?:key|p12|pfx|jks|kdbx)$|(?:^|\/)run\/secrets\//.test(file)
  );
}
