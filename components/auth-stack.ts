import * as pulumi from "@pulumi/pulumi";
import { gateCheck, gateFiles } from "../config/auth/gate.ts";
import { oauth2ProxyCheck, oauth2ProxyFiles } from "../config/auth/oauth2-proxy.ts";
import { realmFiles } from "../config/keycloak/realm-files.ts";
import { keycloakFiles } from "../config/keycloak/server.ts";
import { themeFiles } from "../config/keycloak/theme.ts";
import { vaultFiles } from "../config/keycloak/vault.ts";
import { refusals } from "../config/page/refusal.ts";
import { secretsIn } from "../config/secret-file.ts";
import type { AuthShare } from "../wiring/wire.ts";
import type { Host } from "./host.ts";
import { Realm } from "./realm.ts";
import { asSecrets, Secrets } from "./secrets.ts";
import { Service } from "./service.ts";

export interface AuthStackArgs extends AuthShare {
  host: Host;
  /** Where the credentials of what it uses itself come from. */
  secrets: Secrets;
  /** Secrets of others that Keycloak signs in with, by the names of `keycloakSecrets`. Default: none. */
  identitySecrets?: Readonly<Record<string, string>>;
  /** Which secrets are to be new; see {@link Secrets}. Default: none. */
  rotate?: Readonly<Record<string, number>>;
  /** Exact reference of an image with Node, in which the realm is applied. */
  nodeImage: string;
  /** What somebody changed in the realm by hand; see {@link Realm}. Default: nothing. */
  drift?: string;
  /** What must be there before its containers start. */
  after: readonly pulumi.Resource[];
}

/** Keycloak and its realm, OAuth2 Proxy, and the gate that Traefik asks. */
export class AuthStack extends pulumi.ComponentResource {
  /** The secrets of all who sign people in, beside those it was given. */
  readonly secrets: Secrets;

  constructor(name: string, args: AuthStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:auth:AuthStack", name, {}, opts);
    const { host, after } = args;
    const server = [...keycloakFiles(args.server), ...vaultFiles(args.realm), ...themeFiles(args.realm.domain)];
    const realm = realmFiles(args.realm);
    const sessions = oauth2ProxyFiles(args.signIn);
    this.secrets = new Secrets(
      `${name}-secrets`,
      {
        names: secretsIn([...server, ...realm, ...sessions]),
        beside: args.secrets,
        given: asSecrets(args.identitySecrets ?? {}),
        ...(args.rotate === undefined ? {} : { rotate: args.rotate }),
      },
      { parent: this },
    );
    const { secrets } = this;

    const keycloak = new Service(
      args.keycloak.name,
      { host, service: args.keycloak, secrets, files: server, after },
      { parent: this },
    );
    const applied = new Realm(
      {
        host,
        stack: args.keycloak.stack,
        files: realm,
        secrets,
        image: args.nodeImage,
        after: [keycloak],
        ...(args.drift === undefined ? {} : { drift: args.drift }),
      },
      { parent: this },
    );
    const proxy = new Service(
      args.oauth2Proxy.name,
      { host, service: args.oauth2Proxy, secrets, files: sessions, check: oauth2ProxyCheck, after: [applied] },
      { parent: this },
    );
    new Service(
      args.gate.name,
      {
        host,
        service: args.gate,
        secrets,
        files: gateFiles(refusals(args.realm.domain)),
        check: gateCheck,
        after: [proxy],
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
