/** HTTP/2 by hand: frames (RFC 9113, 4.1) and header blocks without a table (RFC 7541, 6.2.2), to get them wrong. */

const octets = (value: number, count: number): string =>
  Array.from({ length: count }, (_, n) => String.fromCharCode(Math.floor(value / 256 ** (count - 1 - n)) % 256)).join(
    "",
  );

export const kinds = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  promise: 5,
  ping: 6,
  goAway: 7,
  window: 8,
  continuation: 9,
} as const;
export const flags = { none: 0, endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const;

export const preface = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";

/** A frame; `length` is what it says about its length, where that is not the truth. */
export function frame(kind: number, flag: number, stream: number, payload = "", length = payload.length): string {
  return octets(length, 3) + octets(kind, 1) + octets(flag, 1) + octets(stream, 4) + payload;
}

/** Settings by their numbers (RFC 9113, 6.5.2). */
export function settings(values: readonly (readonly [number, number])[] = []): string {
  return frame(kinds.settings, flags.none, 0, values.map(([id, value]) => octets(id, 2) + octets(value, 4)).join(""));
}

/** A number of four octets, as in a window's update or a reset. */
export const number = (value: number): string => octets(value, 4);

/** A string's length in as many octets as it takes (RFC 7541, 5.1), and the string. */
function text(value: string): string {
  let length = "";
  if (value.length < 127) length = octets(value.length, 1);
  else {
    length = "\x7f";
    let rest = value.length - 127;
    for (; rest >= 128; rest = Math.floor(rest / 128)) length += octets((rest % 128) + 128, 1);
    length += octets(rest, 1);
  }
  return length + value;
}

/** A header block of these fields, in this order. */
export function block(fields: readonly (readonly [string, string])[]): string {
  return fields.map(([name, value]) => `\0${text(name)}${text(value)}`).join("");
}

/** A request on a stream: all of it in one frame. */
export function request(
  stream: number,
  fields: readonly (readonly [string, string])[],
  more: number = flags.endStream,
): string {
  return frame(kinds.headers, flags.endHeaders | more, stream, block(fields));
}

/** What came back: frames as far as they are whole. */
export function frames(bytes: string): { kind: number; flag: number; stream: number; payload: string }[] {
  const found = [];
  for (let at = 0; at + 9 <= bytes.length; ) {
    const read = (from: number, count: number) =>
      [...bytes.slice(at + from, at + from + count)].reduce((sum, char) => sum * 256 + char.charCodeAt(0), 0);
    const length = read(0, 3);
    found.push({
      kind: read(3, 1),
      flag: read(4, 1),
      stream: read(5, 4),
      payload: bytes.slice(at + 9, at + 9 + length),
    });
    at += 9 + length;
  }
  return found;
}

/** Status codes of the static table (RFC 7541, appendix A), by index. */
const indexed = [200, 204, 206, 304, 400, 404, 500];

/** The status at the beginning of an answer's header block, where servers put it; 0 where it is written another way. */
export function statusOf(headerBlock: string): number {
  const first = headerBlock.charCodeAt(0);
  if (first >= 0x88 && first <= 0x8e) return indexed[first - 0x88] ?? 0;
  // A literal whose name is that of index 8.
  if (![0x48, 0x08, 0x18].includes(first)) return 0;
  const length = headerBlock.charCodeAt(1);
  const value = headerBlock.slice(2, 2 + (length & 0x7f));
  if ((length & 0x80) === 0) return Number(value);
  // Huffman's code of digits (RFC 7541, appendix B): 0 to 2 in five bits, 3 to 9 in six.
  let bits = [...value].map((char) => char.charCodeAt(0).toString(2).padStart(8, "0")).join("");
  let digits = "";
  while (digits.length < 3) {
    const short = Number.parseInt(bits.slice(0, 5), 2);
    digits += short <= 2 ? short : Number.parseInt(bits.slice(0, 6), 2) - 0b011001 + 3;
    bits = bits.slice(short <= 2 ? 5 : 6);
  }
  return Number(digits);
}
