import * as pulumi from "@pulumi/pulumi";
import * as random from "@pulumi/random";

/**
 * Letters and digits, so that a password needs no quoting in a URL, a shell or a configuration file;
 * log2(62^43) is just above 256 bits.
 */
const length = 43;

export interface SecretsArgs {
  /** The names, such as `postgres/keycloak`. Plain, because they decide which resources exist. */
  names: readonly string[];
  /** Secrets among the names that come from elsewhere, such as a certificate's key. Default: none. */
  given?: Readonly<Record<string, pulumi.Output<string>>>;
  /** Others that are known here too: what is among them is not generated again. Default: none. */
  beside?: Secrets;
  /**
   * Numbers by the names of generated secrets: another number than at the last time makes a new value. A secret that is
   * not named, or has 0, keeps its first. Default: all do.
   */
  rotate?: Readonly<Record<string, number>>;
}

/** What only those who need it may know: generated passwords, and given secrets beside them, encrypted in the state. */
export class Secrets extends pulumi.ComponentResource {
  readonly #values: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:secrets:Secrets", name, {}, opts);
    const known = args.beside === undefined ? new Map<string, pulumi.Output<string>>() : args.beside.#values;
    this.#values = new Map([
      ...known,
      ...args.names
        .filter((secret) => !known.has(secret))
        .map((secret) => [secret, args.given?.[secret] ?? this.#generate(secret, args.rotate?.[secret] ?? 0)] as const),
    ]);
    this.registerOutputs({});
  }

  #generate(secret: string, rotation: number): pulumi.Output<string> {
    // Without keepers where there is no rotation: to a state that has none, any would be a change.
    const keepers = rotation === 0 ? {} : { keepers: { rotation: String(rotation) } };
    return new random.RandomPassword(secret, { length, special: false, ...keepers }, { parent: this }).result;
  }

  /**
   * The value of a secret.
   * @throws Error for a name that was not generated here
   */
  get(name: string): pulumi.Output<string> {
    const value = this.#values.get(name);
    if (value === undefined) throw new Error(`no secret is named ${name}`);
    return value;
  }

  /** Every secret by name. */
  all(): pulumi.Output<Record<string, string>> {
    return pulumi.secret(pulumi.all(Object.fromEntries(this.#values)));
  }
}

/** Values that came from elsewhere, as Pulumi keeps what nobody may read. */
export function asSecrets(values: Readonly<Record<string, string>>): Record<string, pulumi.Output<string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, pulumi.secret(value)]));
}
