/** Everything an environment can set: the one place where a setting is declared, with its default and meaning. */
import { z } from "zod";
import { isExactImage, isUpstreamImage } from "./image-name.ts";
import {
  isAddressRange,
  isDomain,
  isEngine,
  isHost,
  isMailAddress,
  isPrivateSubnet,
  isWebAddress,
} from "./network-names.ts";
import { parseSize } from "./size.ts";

/** What a person needs to know to write a setting. */
export interface SettingHelp {
  /** What the value is, as it completes "it must be …". */
  type: string;
  /** What it is for. */
  meaning: string;
  /** A value, in YAML. */
  example: string;
  /** What a key of a map stands for, where the keys are not ours to name. */
  keys?: { name: string; type: string; example: string };
}

/** The help of every part of the schema. */
export const help = z.registry<SettingHelp>();

/** The schema below the wrappers that give a default or make a key optional. */
export function unwrapped(schema: z.core.$ZodType): z.core.$ZodType {
  return schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault || schema instanceof z.ZodExactOptional
    ? unwrapped(schema.unwrap())
    : schema;
}

/** A text that satisfies `check`. */
function text(check: (text: string) => boolean, about: SettingHelp) {
  return z.string().refine(check).register(help, about);
}

/** A boolean, or its text: Pulumi hands over every top-level value as text. */
function flag(about: SettingHelp) {
  return z.union([z.boolean(), z.enum(["true", "false"]).transform((value) => value === "true")]).register(help, about);
}

/** A number, or its text in decimal digits. */
function decimal(check: (value: number) => boolean, about: SettingHelp) {
  const digits = z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number);
  return z.union([z.number(), digits]).refine(check).register(help, about);
}

/** Docker refuses a container with less memory (docs.docker.com/engine/containers/resource_constraints). */
const minimumMemory = 6;

function memory(about: SettingHelp) {
  return z
    .string()
    .transform((value, context) => {
      try {
        return parseSize(value);
      } catch {
        context.addIssue({ code: "custom", input: value });
        return z.NEVER;
      }
    })
    .refine((size) => size >= minimumMemory)
    .register(help, about);
}

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

/** A file on the machine that runs `bin/up`. */
function file(about: Pick<SettingHelp, "meaning" | "example">) {
  return text((path) => /^\/[^\0]*[^/\0]$/.test(path), { type: "the absolute path of a file", ...about });
}

/** A list of at least `minimum` addresses and networks. */
function addressRanges(minimum: 0 | 1, about: Pick<SettingHelp, "meaning" | "example">) {
  const type = "an IPv4 or IPv6 address, or a network in CIDR notation";
  return z
    .array(text(isAddressRange, { type, meaning: "An address or a network.", example: "192.168.0.0/16" }))
    .min(minimum)
    .register(help, {
      type: `a list of ${minimum === 0 ? "" : "at least one of "}IP addresses and networks`,
      ...about,
    });
}

/**
 * Addresses that are never those of the internet at large: loopback (RFC 1122, RFC 4291), private networks (RFC 1918,
 * RFC 4193) and link-local addresses (RFC 3927, RFC 4291).
 */
const internalRanges = [
  "127.0.0.0/8",
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "169.254.0.0/16",
  "::1/128",
  "fc00::/7",
  "fe80::/10",
];

const proxy = z
  .strictObject({
    internalRanges: addressRanges(1, {
      meaning: "From where routes that are for the inside may be used.",
      example: "[192.168.1.0/24]",
    }).default(internalRanges),
    trustedProxies: addressRanges(0, {
      meaning:
        "The addresses of proxies in front, such as Cloudflare's, that everybody comes through: what they say about " +
        "a client's address is believed. Whoever comes past them counts as outside.",
      example: "[173.245.48.0/20, 103.21.244.0/22]",
    }).default([]),
  })
  .prefault({})
  .register(help, {
    type: "a map of internalRanges, trustedProxies",
    meaning: "The proxy: the one way in.",
    example: "{trustedProxies: [173.245.48.0/20]}",
  });

const acme = z
  .strictObject({
    email: text(isMailAddress, {
      type: "an e-mail address",
      meaning: "Where the authority writes to about the certificates.",
      example: "admin@example.org",
    }),
    challenge: z
      .enum(["http", "tls", "dns"])
      .register(help, {
        type: "http, tls or dns",
        meaning:
          "How the authority checks that the domain is yours: HTTP-01 on port 80, TLS-ALPN-01 on port 443, or DNS-01, " +
          "which alone gives one certificate for all names below the domain and needs no way in from outside.",
        example: "http",
      })
      .default("tls"),
    server: text(isWebAddress, {
      type: "an https:// address",
      meaning: "The directory of the authority (RFC 8555, 7.1.1): Let's Encrypt, or a private one.",
      example: "https://ca.example.org/acme/acme/directory",
    }).default("https://acme-v02.api.letsencrypt.org/directory"),
    authority: file({
      meaning: "A PEM file with the root certificate of a private authority's own server.",
      example: "/etc/ssl/private-root.pem",
    }).exactOptional(),
    dns: z
      .strictObject({
        provider: text((name) => /^[a-z0-9]+$/.test(name), {
          type: "a provider's code in lower case (go-acme.github.io/lego/dns)",
          meaning: "Who serves the domain's DNS.",
          example: "cloudflare",
        }),
        credentials: z
          .record(
            z.string().regex(/^[A-Z][A-Z0-9_]*$/),
            file({ meaning: "A file that holds the value.", example: "/root/cloudflare-token" }),
          )
          .register(help, {
            type: "a map from the provider's variable to a file that holds its value",
            meaning: "What the provider asks for. The values reach the proxy as files, never as variables.",
            example: "{CF_DNS_API_TOKEN: /root/cloudflare-token}",
            keys: { name: "<variable>", type: "a variable's name in upper case", example: "CF_DNS_API_TOKEN" },
          }),
      })
      .register(help, {
        type: "a map of provider, credentials",
        meaning: "Who serves the domain's DNS, for the challenge dns.",
        example: "{provider: cloudflare, credentials: {CF_DNS_API_TOKEN: /root/cloudflare-token}}",
      })
      .exactOptional(),
  })
  .refine(({ challenge, dns }) => (challenge === "dns") === (dns !== undefined))
  .register(help, {
    type: "a map of email, challenge, server, authority, and dns for the challenge dns alone",
    meaning: "Certificates by ACME (RFC 8555), from Let's Encrypt or a private authority, renewed by the proxy.",
    example: "{email: admin@example.org}",
  })
  .exactOptional();

const certificateFiles = z
  .strictObject({
    certificate: file({
      meaning: "A PEM file: the certificate, followed by those in between it and its root.",
      example: "/etc/ssl/example.org.crt",
    }),
    key: file({ meaning: "The certificate's private key, PEM.", example: "/etc/ssl/example.org.key" }),
  })
  .register(help, {
    type: "a map of certificate, key",
    meaning: "A certificate of your own, read by every bin/up. It must hold for the domain and all names below it.",
    example: "{certificate: /etc/ssl/example.org.crt, key: /etc/ssl/example.org.key}",
  })
  .exactOptional();

const certificates = z
  .strictObject({ acme, files: certificateFiles })
  .refine(({ acme, files }) => acme === undefined || files === undefined)
  .prefault({})
  .register(help, {
    type: "a map of acme or files, not both",
    meaning: "Where the certificates come from. Default: an authority of the platform's own.",
    example: "{acme: {email: admin@example.org}}",
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
