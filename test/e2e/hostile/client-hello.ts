/** The first message of a TLS handshake by hand (RFC 8446, 4.1.2), to get it wrong. */

const octets = (value: number, count: number): string =>
  Array.from({ length: count }, (_, n) => String.fromCharCode((value >> (8 * (count - 1 - n))) & 0xff)).join("");
/** A value behind its length in `count` octets. */
const sized = (count: number, value: string) => octets(value.length, count) + value;

/** An extension by its number. */
export const extension = (id: number, content: string): string => octets(id, 2) + sized(2, content);

/** The name that is asked for (RFC 6066, 3). */
export const serverName = (name: string): string => extension(0, sized(2, `\0${sized(2, name)}`));

/** A record of a handshake. */
export const record = (content: string, version = "\x03\x01"): string => `\x16${version}${sized(2, content)}`;

/** Versions, groups and signatures that the door takes; without a key, which it may ask for. */
const usual =
  extension(43, "\x04\x03\x04\x03\x03") +
  extension(10, sized(2, "\x00\x1d\x00\x17")) +
  extension(13, sized(2, "\x04\x03\x08\x04"));

/** The message, of these extensions and the usual ones. */
export function clientHello(
  extensions: string,
  { suites = "\x13\x01\xc0\x2b\xc0\x2f", version = "\x03\x03" } = {},
): string {
  const content = `${version}${"r".repeat(32)}\0${sized(2, suites)}\x01\0${sized(2, extensions + usual)}`;
  return `\x01${sized(3, content)}`;
}
