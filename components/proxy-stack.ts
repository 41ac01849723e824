import * as pulumi from "@pulumi/pulumi";
import type { CertificatePair } from "../config/certificate-files.ts";
import { pageFiles } from "../config/page/page-files.ts";
import { secretsIn } from "../config/secret-file.ts";
import { socketProxyCheck, socketProxyFiles } from "../config/socket-proxy.ts";
import { traefikCheck, traefikFiles, traefikReload } from "../config/traefik/files.ts";
import { traefikSecrets } from "../config/traefik/share.ts";
import { doorPorts } from "../config/traefik/static.ts";
import type { ProxyShare } from "../wiring/wire.ts";
import type { Host } from "./host.ts";
import { LocalAuthority } from "./local-authority.ts";
import { asSecrets, Secrets } from "./secrets.ts";
import { Service } from "./service.ts";

export interface ProxyStackArgs extends ProxyShare {
  host: Host;
  /** A certificate from elsewhere. Default: one of an authority of the platform's own, unless ACME is asked for. */
  certificate?: CertificatePair;
  /** Secrets that ACME needs, by the names of {@link traefikSecrets}. Default: none. */
  acmeSecrets?: Readonly<Record<string, string>>;
}

/** Traefik, the one way in; the socket proxy, through which alone anybody asks the engine; and the first page. */
export class ProxyStack extends pulumi.ComponentResource {
  /** The certificate, PEM, that browsers must trust; absent where the certificates come from elsewhere. */
  readonly authority?: pulumi.Output<string>;

  constructor(name: string, args: ProxyStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:proxy:ProxyStack", name, {}, opts);
    const { host, traefik } = args;
    const files = traefikFiles(traefik);
    const authority = this.#authority(name, args);
    if (authority !== undefined) this.authority = authority.certificate;
    const secrets = new Secrets(
      `${name}-secrets`,
      { names: secretsIn(files), given: this.#given(args, authority) },
      { parent: this },
    );

    const socket = new Service(
      args.socket.name,
      {
        host,
        service: args.socket,
        secrets,
        files: socketProxyFiles(),
        check: socketProxyCheck,
        guardsEngine: true,
      },
      { parent: this },
    );
    new Service(
      args.page.name,
      {
        host,
        service: args.page,
        secrets,
        files: pageFiles({ ...args.shown, environment: host.environment }),
        after: [socket],
      },
      { parent: this },
    );
    new Service(
      args.app.name,
      {
        host,
        service: args.app,
        secrets,
        files,
        check: traefikCheck,
        reload: traefikReload,
        publish: doorPorts,
        after: [socket],
      },
      { parent: this },
    );
    this.registerOutputs({ authority: this.authority });
  }

  #authority(name: string, { certificate, traefik, host }: ProxyStackArgs): LocalAuthority | undefined {
    if (certificate !== undefined || traefik.acme !== undefined) return undefined;
    const commonName = `Kompose ${host.environment}: ${traefik.domain}`;
    return new LocalAuthority(name, { commonName }, { parent: this });
  }

  #given(
    { app, certificate, traefik: { domain }, acmeSecrets = {} }: ProxyStackArgs,
    authority?: LocalAuthority,
  ): Record<string, pulumi.Output<string>> {
    const pair = certificate ?? authority?.issue(app.name, [domain, `*.${domain}`]);
    if (pair === undefined) {
      return asSecrets(acmeSecrets);
    }
    return {
      [traefikSecrets.certificate]: pulumi.output(pair.certificate),
      [traefikSecrets.key]: pulumi.secret(pair.key),
    };
  }
}
