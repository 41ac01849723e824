import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";

const hoursAYear = 24 * 365;

export interface LocalAuthorityArgs {
  /** The common name people see where they trust it, such as `Kompose dev`. */
  commonName: string;
}

/** A certificate and its private key, both PEM. */
export interface IssuedCertificate {
  /** The leaf, followed by the authority's certificate. */
  certificate: pulumi.Output<string>;
  key: pulumi.Output<string>;
}

/** A certificate authority of the platform's own. Its key never leaves the encrypted state. */
export class LocalAuthority extends pulumi.ComponentResource {
  /** The authority's certificate, PEM, to be trusted by those who connect. */
  readonly certificate: pulumi.Output<string>;

  readonly #key: tls.PrivateKey;

  constructor(name: string, args: LocalAuthorityArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:authority:LocalAuthority", name, {}, opts);
    this.#key = new tls.PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P256" }, { parent: this });
    this.certificate = new tls.SelfSignedCert(
      name,
      {
        privateKeyPem: this.#key.privateKeyPem,
        subject: { commonName: args.commonName },
        isCaCertificate: true,
        allowedUses: ["cert_signing", "crl_signing"],
        validityPeriodHours: 10 * hoursAYear,
      },
      { parent: this },
    ).certPem;
    this.registerOutputs({ certificate: this.certificate });
  }

  /**
   * Issues a server certificate for a year, renewed by the first `up` of its last two months.
   * @param names DNS names and IPv4 addresses it holds for
   */
  issue(name: string, names: readonly string[]): IssuedCertificate {
    const isAddress = (text: string) => /^[0-9.]+$/.test(text);
    const key = new tls.PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P256" }, { parent: this });
    const request = new tls.CertRequest(
      name,
      {
        privateKeyPem: key.privateKeyPem,
        subject: { commonName: names[0] ?? name },
        dnsNames: names.filter((text) => !isAddress(text)),
        ipAddresses: names.filter(isAddress),
      },
      { parent: this },
    );
    const leaf = new tls.LocallySignedCert(
      name,
      {
        certRequestPem: request.certRequestPem,
        caPrivateKeyPem: this.#key.privateKeyPem,
        caCertPem: this.certificate,
        allowedUses: ["digital_signature", "key_encipherment", "server_auth"],
        validityPeriodHours: hoursAYear,
        earlyRenewalHours: 24 * 60,
      },
      { parent: this },
    );
    return { certificate: pulumi.concat(leaf.certPem, this.certificate), key: key.privateKeyPem };
  }
}
