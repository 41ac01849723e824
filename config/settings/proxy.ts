/** Settings of the proxy. */
import { z } from "zod";
import { isAddressRange } from "../network-names.ts";
import { help, type SettingHelp, text } from "./kinds.ts";

/** A list of at least `minimum` addresses and networks. */
function addressRanges(minimum: 0 | 1, about: Pick<SettingHelp, "meaning" | "example">) {
  const type = "an IPv4 or IPv6 address, or a network in CIDR notation";
  return z
    .array(text(isAddressRange, { type, meaning: "An address or a network.", example: "192.168.0.0/16" }))
    .min(minimum)
    .register(help, {
      type: minimum === 0 ? "a list of IP addresses and networks" : "a list of at least one IP address or network",
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

/** `kompose:proxy`. */
export const proxy = z
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
