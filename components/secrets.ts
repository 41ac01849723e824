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
}

/** What only those who need it may know: generated passwords, and given secrets beside them, encrypted in the state. */
export class Secrets extends pulumi.ComponentResource {
  readonly #values: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(name: string, args: SecretsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:secrets:Secrets", name, {}, opts);
    this.#values = new Map(
      args.names.map((secret) => [
        secret,
        args.given?.[secret] ?? new random.RandomPassword(secret, { length, special: false }, { parent: this }).result,
      ]),
    );
    this.registerOutputs({});
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
