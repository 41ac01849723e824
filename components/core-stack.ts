import * as command from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { deviceSecrets, devicesPort, mosquittoFiles, mosquittoReload } from "../config/mosquitto.ts";
import { postgresFiles, postgresReload } from "../config/postgres.ts";
import { redisFiles, redisReload } from "../config/redis.ts";
import { secretsIn } from "../config/secret-file.ts";
import type { CoreShare, ServiceDefinition } from "../wiring/wire.ts";
import type { Host } from "./host.ts";
import { LocalAuthority } from "./local-authority.ts";
import { script } from "./script.ts";
import { Secrets } from "./secrets.ts";
import { Service, type ServiceArgs } from "./service.ts";

export interface CoreStackArgs extends CoreShare {
  host: Host;
  /** Which passwords are to be new; see {@link Secrets}. Default: none. */
  rotate?: Readonly<Record<string, number>>;
}

/** PostgreSQL, two Redis servers and Mosquitto, and in each of them everybody who uses it. */
export class CoreStack extends pulumi.ComponentResource {
  /** The passwords of all who use the core, by names such as `postgres/keycloak`. */
  readonly secrets: Secrets;
  /** The certificate, PEM, that devices must trust; absent where none may connect. */
  readonly deviceAuthority?: pulumi.Output<string>;

  readonly #host: Host;

  constructor(name: string, args: CoreStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("kompose:core:CoreStack", name, {}, opts);
    this.#host = args.host;

    const postgres = postgresFiles(args.databases, args.postgres.memory);
    const cache = redisFiles(args.redis.name, args.cache, args.redis.memory);
    const sessions = redisFiles(args.redisSessions.name, args.sessions, args.redisSessions.memory);
    const topics = mosquittoFiles(args.topics);
    const { devices } = args.topics;
    const authority = devices && new LocalAuthority("devices", { commonName: "Kompose devices" }, { parent: this });
    if (authority !== undefined) this.deviceAuthority = authority.certificate;
    const broker = authority?.issue("core-mqtt", [args.mqtt.name, ...(devices?.names ?? [])]);
    this.secrets = new Secrets(
      `${name}-secrets`,
      {
        names: secretsIn([...postgres, ...cache, ...sessions, ...topics]),
        ...(args.rotate === undefined ? {} : { rotate: args.rotate }),
        given: broker ? { [deviceSecrets.certificate]: broker.certificate, [deviceSecrets.key]: broker.key } : {},
      },
      { parent: this },
    );

    this.#service(args.postgres, { files: postgres, reload: postgresReload, after: [this.#sameMajor(args.postgres)] });
    this.#service(args.redis, { files: cache, reload: redisReload });
    this.#service(args.redisSessions, { files: sessions, reload: redisReload });
    this.#service(args.mqtt, {
      files: topics,
      reload: mosquittoReload,
      ...(devices === undefined ? {} : { publish: [{ port: devicesPort, protocol: "tcp" }] }),
    });
    this.registerOutputs({});
  }

  #service(service: ServiceDefinition, more: Pick<ServiceArgs, "files" | "reload" | "publish" | "after">): Service {
    return new Service(service.name, { host: this.#host, service, secrets: this.secrets, ...more }, { parent: this });
  }

  /** Fails before the container is touched when the data was written by another major version. */
  #sameMajor(postgres: ServiceDefinition): command.local.Command {
    return new command.local.Command(
      `${postgres.name}-same-major`,
      {
        create: script("check-major"),
        environment: {
          ...this.#host.containedEnvironment,
          SERVICE: postgres.name,
          VOLUME: `${postgres.name}-data`,
          MAJOR: majorVersion(postgres.image),
        },
      },
      { parent: this },
    );
  }
}

/** `18` of `postgres:18.6`. */
function majorVersion(image: string): string {
  return image.replace(/^.*:/, "").replace(/\..*$/, "");
}
