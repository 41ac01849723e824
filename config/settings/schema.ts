/** Everything an environment can set: the one place where a setting is declared, with its default and meaning. */
import { z } from "zod";
import { isExactImage, isUpstreamImage } from "../image-name.ts";
import { isDomain, isEngine, isHost, isPrivateSubnet } from "../network-names.ts";
import { certificates } from "./certificates.ts";
import { identityProviders, ldap } from "./identity.ts";
import { decimal, flag, help, memory, minimumMemory, text } from "./kinds.ts";
import { proxy } from "./proxy.ts";
import { users } from "./users.ts";

const limits = z
  .strictObject({
    memory: memory({
      type: `a size of at least ${minimumMemory}MiB, in MiB or GiB`,
      meaning: "Memory limit of the container; there is no swap beyond it.",
      example: "512MiB",
    }).exactOptional(),
    cpus: decimal((value) => value >= 0.01 && value <= 512, {
      type: "a number from 0.01 to 512",
      meaning: "CPU limit of the container, in cores.",
      example: "0.5",
    }).exactOptional(),
    openFiles: decimal((value) => Number.isInteger(value) && value >= 1024 && value <= 1048576, {
      type: "a whole number from 1024 to 1048576",
      meaning: "How many files and connections the container may have open at once.",
      example: "65536",
    }).exactOptional(),
  })
  .register(help, {
    type: "a map of memory, cpus, openFiles",
    meaning: "Limits of one service that differ from its description.",
    example: "{memory: 1GiB, cpus: 2}",
  });

/**
 * The schema, for a platform that has these services.
 * @param services the names that `kompose:services` may have as keys
 */
export function settingsSchema(services: readonly string[]) {
  return z.strictObject({
    domain: text(isDomain, {
      type: "a DNS name in lower case with at least two labels",
      meaning: "The domain that all addresses of the platform are below.",
      example: "example.org",
    }).default("kompose.localhost"),

    host: z
      .strictObject({
        engine: text(isEngine, {
          type: "unix:///absolute/path or ssh://[user@]host[:port]",
          meaning: "The Docker engine that the platform runs on.",
          example: "ssh://admin@example.org",
        }).default("unix:///var/run/docker.sock"),
      })
      .prefault({})
      .register(help, {
        type: "a map of engine",
        meaning: "The machine that the platform runs on.",
        example: "{engine: ssh://admin@example.org}",
      }),

    network: z
      .strictObject({
        subnet: text(isPrivateSubnet, {
          type: "a private IPv4 network (RFC 1918) with a prefix of /16 to /28 and no host bits",
          meaning: "The addresses of the platform's own network. Choose one that nothing else on the host uses.",
          example: "172.31.0.0/16",
        }).default("172.30.0.0/16"),
      })
      .prefault({})
      .register(help, {
        type: "a map of subnet",
        meaning: "The network between the containers.",
        example: "{subnet: 172.31.0.0/16}",
      }),

    proxy,

    certificates,

    users,

    identityProviders,

    ldap,

    rotate: z
      .record(
        z.string().regex(/^[a-z0-9._-]+(\/[a-z0-9._-]+)+$/),
        decimal((value) => Number.isInteger(value) && value >= 0 && value <= Number.MAX_SAFE_INTEGER, {
          type: "a whole number from 0",
          meaning: "Another number than at the last bin/up makes a new value. 0 is as if the secret were not named.",
          example: "1",
        }),
      )
      .default({})
      .register(help, {
        type: "a map from secret to a number",
        meaning: "Generated secrets that are to have a new value: raise the number (docs/users.md).",
        example: "{postgres/keycloak: 1}",
        keys: {
          name: "<secret>",
          type: "the name of a generated secret, lower-case words with / between them",
          example: "postgres/keycloak",
        },
      }),

    images: z
      .record(
        z.string().refine(isUpstreamImage),
        text(isExactImage, {
          type: "an image name with a version other than latest, or with a digest",
          meaning: "The exact image to run in place of the upstream image: from a private mirror, or built locally.",
          example: "registry.example.org/postgres:18.6",
        }),
      )
      .default({})
      .register(help, {
        type: "a map from upstream image to the image to run instead",
        meaning: "Images that are taken from elsewhere.",
        example: '{"postgres:18.6": "registry.example.org/postgres:18.6"}',
        keys: {
          name: "<image>",
          type: "an upstream image name with a version other than latest and no digest",
          example: "postgres:18.6",
        },
      }),

    requireLockedImages: flag({
      type: "true or false",
      meaning:
        "Whether every image must have a digest, from images.lock.json or from kompose:images. False runs whatever the registry has under the name.",
      example: "false",
    }).default(true),

    protectData: flag({
      type: "true or false",
      meaning: "Whether Pulumi refuses to delete the volumes that hold data.",
      example: "false",
    }).default(true),

    services: z
      .strictObject(Object.fromEntries(services.map((name) => [name, limits.exactOptional()])))
      .default({})
      .register(help, {
        type: "a map from service to its limits",
        meaning: "Limits of services that differ from their descriptions.",
        example: "{core-redis: {memory: 1GiB}}",
      }),

    mqtt: z
      .strictObject({
        devices: z
          .strictObject({
            names: z
              .array(
                text(isHost, {
                  type: "a DNS name in lower case or an IP address",
                  meaning: "A name or address that devices reach the broker by.",
                  example: "mqtt.example.org",
                }),
              )
              .min(1)
              .register(help, {
                type: "a list of at least one DNS name in lower case or IP address",
                meaning:
                  "The names and addresses that devices reach the broker by; its certificate is made out to them.",
                example: "[mqtt.example.org, 192.168.1.10]",
              }),
          })
          .register(help, {
            type: "a map of names",
            meaning:
              "Publishes MQTT over TLS on port 8883 for devices outside. Without it the broker is not published.",
            example: "{names: [mqtt.example.org]}",
          })
          .exactOptional(),
      })
      .prefault({})
      .register(help, {
        type: "a map of devices",
        meaning: "The MQTT broker.",
        example: "{devices: {names: [mqtt.example.org]}}",
      }),
  });
}

/** Everything an environment decides, with the defaults filled in. Sizes are in MiB. */
export type Settings = z.output<ReturnType<typeof settingsSchema>>;
