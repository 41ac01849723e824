/** What counts as a name, an address or a network. Pure syntax: nothing is looked up. */
import { isIP, isIPv4, isIPv6 } from "node:net";

/** RFC 1123, 2.1: letters, digits and inner hyphens, 63 characters at most. Lower case, as a browser sends it. */
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;

/** One label of a host name. */
export function isHostLabel(text: string): boolean {
  return label.test(text);
}

/** A lower-case host name of 253 characters at most that can not be mistaken for an IPv4 address (RFC 1123, 2.1). */
export function isHostName(text: string): boolean {
  const labels = text.split(".");
  return text.length <= 253 && labels.every(isHostLabel) && !/^\d+$/.test(labels.at(-1) ?? "");
}

/** A host name with at least two labels. Browsers refuse a cookie for a whole top-level domain (RFC 6265, 5.3). */
export function isDomain(text: string): boolean {
  return text.includes(".") && isHostName(text);
}

/** A host name, an IPv4 or an IPv6 address. */
export function isHost(text: string): boolean {
  return isHostName(text) || isIP(text) !== 0;
}

/** Where a container engine listens: `unix:///absolute/path` or `ssh://[user@]host[:port]`. */
export function isEngine(text: string): boolean {
  if (/^unix:\/\/(\/[^\s/]+)+$/.test(text)) return true;
  const [, host, port] = /^ssh:\/\/(?:[a-z_][a-z0-9._-]*@)?([^\s:/@]+)(?::([1-9]\d{0,4}))?$/.exec(text) ?? [];
  return host !== undefined && isHost(host) && Number(port ?? 22) <= 65535;
}

function toNumber(address: string): number {
  return address.split(".").reduce((number, octet) => number * 256 + Number(octet), 0);
}

/** RFC 1918, section 3. */
const privateNetworks = [
  { first: toNumber("10.0.0.0"), prefix: 8 },
  { first: toNumber("172.16.0.0"), prefix: 12 },
  { first: toNumber("192.168.0.0"), prefix: 16 },
];

/** A private IPv4 network in CIDR notation with a prefix of /16 to /28 and no host bits set. */
export function isPrivateSubnet(text: string): boolean {
  const [, address = "", digits] = /^([\d.]+)\/([1-9]\d?)$/.exec(text) ?? [];
  const prefix = Number(digits);
  if (!isIPv4(address) || prefix < 16 || prefix > 28) return false;
  const first = toNumber(address);
  return (
    first % 2 ** (32 - prefix) === 0 &&
    privateNetworks.some((network) => Math.floor((first - network.first) / 2 ** (32 - network.prefix)) === 0)
  );
}

/** An IPv4 or IPv6 address, alone or with a prefix length in CIDR notation (RFC 4632, RFC 4291). */
export function isAddressRange(text: string): boolean {
  const [address = "", prefix, ...more] = text.split("/");
  if (more.length > 0 || address.includes("%")) return false;
  const bits = isIPv4(address) ? 32 : isIPv6(address) ? 128 : -1;
  return bits !== -1 && (prefix === undefined || (/^\d{1,3}$/.test(prefix) && Number(prefix) <= bits));
}

/** `name@host`, as far as a form can tell; whether it exists only a message shows. */
export function isMailAddress(text: string): boolean {
  const [, host = ""] = /^[^\s@"(),:;<>[\]\\]+@([^\s@]+)$/.exec(text) ?? [];
  return isDomain(host);
}

/** An absolute https address without credentials. */
export function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" && url.username === "" && url.password === "" && isHost(url.hostname);
}

/**
 * The name that a stateful service has on the inside network alone: a program that listens there, and not at all its
 * addresses, listens on this.
 */
export function insideName(service: string): string {
  return `${service}.inside`;
}
