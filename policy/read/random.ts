/** How hard it is to guess what a resource of @pulumi/random or @pulumi/tls generates. */
import type { Properties, Resource } from "./resource.ts";

/** The 21 characters of `special` (random_password, override_special). */
const specialCharacters = 21;

/** Bits of a password that is drawn as the provider draws it: so many of each class as must be, the rest of all. */
function passwordBits(props: Properties): number {
  const { length, overrideSpecial } = props;
  const classes = [
    { on: props.lower, least: props.minLower, size: 26 },
    { on: props.upper, least: props.minUpper, size: 26 },
    // `number` is the older name of `numeric`.
    { on: props.numeric ?? props.number, least: props.minNumeric, size: 10 },
    {
      on: props.special,
      least: props.minSpecial,
      size: overrideSpecial ? new Set(overrideSpecial).size : specialCharacters,
    },
  ].filter(({ on }) => on !== false);
  const all = classes.reduce((sum, { size }) => sum + size, 0);
  const drawnFromOne = classes.reduce((sum, { least = 0 }) => sum + least, 0);
  return classes.reduce(
    (sum, { least = 0, size }) => sum + least * Math.log2(size),
    (length - drawnFromOne) * Math.log2(all),
  );
}

const bits: Readonly<Record<string, (props: Properties) => number>> = {
  "random:index/randomPassword:RandomPassword": passwordBits,
  "random:index/randomString:RandomString": passwordBits,
  "random:index/randomBytes:RandomBytes": ({ length }) => 8 * length,
  "random:index/randomId:RandomId": ({ byteLength }) => 8 * byteLength,
  // RFC 9562, 5.4.
  "random:index/randomUuid:RandomUuid": () => 122,
  // A name for people, a number of a range, an order: made to be short.
  "random:index/randomPet:RandomPet": () => 0,
  "random:index/randomInteger:RandomInteger": () => 0,
  "random:index/randomShuffle:RandomShuffle": () => 0,
};

/** The bits of entropy of what a resource generates; undefined for one that generates nothing random. */
export function generatedBits({ type, props }: Resource): number | undefined {
  return bits[type]?.(props);
}

/** What a resource of @pulumi/tls generates, and how many bits of security that has (NIST SP 800-57 part 1, table 2). */
export function keyStrength({ type, props }: Resource): { key: string; bits: number } | undefined {
  if (type !== "tls:index/privateKey:PrivateKey") return undefined;
  const { algorithm, rsaBits = 2048, ecdsaCurve = "P224" } = props;
  if (algorithm === "RSA") return { key: `RSA with ${rsaBits} bits`, bits: rsaBits >= 3072 ? 128 : 112 };
  if (algorithm === "ECDSA") return { key: `ECDSA with ${ecdsaCurve}`, bits: Number(ecdsaCurve.slice(1)) / 2 };
  return { key: algorithm, bits: 128 };
}
