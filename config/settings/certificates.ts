/** Settings of where certificates come from. */
import { z } from "zod";
import { isMailAddress, isWebAddress } from "../network-names.ts";
import { file, help, text } from "./kinds.ts";

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

/** `kompose:certificates`. */
export const certificates = z
  .strictObject({ acme, files: certificateFiles })
  .refine(({ acme, files }) => acme === undefined || files === undefined)
  .prefault({})
  .register(help, {
    type: "a map of acme or files, not both",
    meaning: "Where the certificates come from. Default: an authority of the platform's own.",
    example: "{acme: {email: admin@example.org}}",
  });
