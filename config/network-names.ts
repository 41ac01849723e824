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

/** `host` or `host:port`. */
function isServer(text: string): boolean {
  const [, host, port] = /^([^\s:/@]+)(?::([1-9]\d{0,4}))?$/.exec(text) ?? [];
  return host !== undefined && isHost(host) && Number(port ?? 1) <= 65535;
}

/** Where a container engine listens: `unix:///absolute/path` or `ssh://[user@]host[:port]`. */
export function isEngine(text: string): boolean {
  if (/^unix:\/\/(\/[^\s/]+)+$/.test(text)) return true;
  const [, server] = /^ssh:\/\/(?:[a-z_][a-z0-9._-]*@)?(.+)$/.exec(text) ?? [];
  return server !== undefined && isServer(server);
}

/** Where a directory listens for LDAP over TLS: `ldaps://host[:port]`. */
export function isLdapServer(text: string): boolean {
  return text.startsWith("ldaps://") && isServer(text.slice("ldaps://".length));
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

/** One part of a name before the `@`: an atom (RFC 5322, 3.2.3), and letters outside ASCII (RFC 6532, 3.2). */
const atom = "[A-Za-z0-9!#$%&'*+/=?^_`{|}~\\u0080-\\uffff-]+";
const mailAddress = new RegExp(`^(${atom}(?:\\.${atom})*)@([^@]+)$`);

/** `name@host`, as far as a form can tell; whether it exists only a message shows. The name has 64 bytes at most (RFC 5321). */
export function isMailAddress(text: string): boolean {
  const [, name = "", host = ""] = mailAddress.exec(text) ?? [];
  return Buffer.byteLength(name) <= 64 && isDomain(host);
}

/** An absolute https address without credentials. */
export function isWebAddress(text: string): boolean {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  return url?.protocol === "https:" && url.username === "" && url.password === "" && isHost(url.hostname);
}

const attribute = '[A-Za-z][A-Za-z0-9-]*=(?:[^\\\\,+"<>;\\0]|\\\\[ "#+,;<=>\\\\]|\\\\[0-9A-Fa-f]{2})+';
const distinguishedName = new RegExp(`^${attribute}(?:[,+] *${attribute})*$`);

/** An entry of a directory, such as `cn=ada,ou=people,dc=example,dc=org` (RFC 4514, 3; a space may follow a comma). */
export function isDistinguishedName(text: string): boolean {
  return distinguishedName.test(text);
}

/**
 * The name that a stateful service has on the inside network alone: a program that listens there, and not at all its
 * addresses, listens on this.
 */
export function insideName(service: string): string {
  return `${service}.inside`;
}
