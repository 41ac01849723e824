/** Requests to speak another protocol, behind which somebody might be nobody's. */
import { type Entry, inside, message, onBothPorts, token, toy, tried, whoami } from "../entry.ts";
import { preface, settings } from "../http2.ts";

const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
const upgrade = (to: string, ...more: string[]) => whoami(["Connection: Upgrade", `Upgrade: ${to}`, ...more]);
const webSocket = (...headers: string[]) =>
  message(`GET /ws?of=${token} HTTP/1.1`, [`Host: ${toy}`, "Connection: Upgrade", "Upgrade: websocket", ...headers]);
const hidden = message("GET / HTTP/1.1", [`Host: ${inside}`]);

export const upgrades: readonly Entry[] = onBothPorts([
  ...tried("Bishop Fox, h2c Smuggling (2020)", {
    "h2c as it was defined": message(`GET /whoami?of=${token} HTTP/1.1`, [
      ...[
        `Host: ${toy}`,
        "Connection: Upgrade, HTTP2-Settings",
        "Upgrade: h2c",
        "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
      ],
    ]),
    "h2c, its settings not named by Connection": upgrade("h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"),
    "h2c, and its beginning at once": `${upgrade("h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA")}${preface}${settings()}`,
    "HTTP/2 by prior knowledge": `${preface}${settings()}`,
  }),
  ...tried("RFC 6455, 4.2; 0ang3el, WebSocket Smuggling (2019)", {
    "a version that is none, and a request behind it": webSocket("Sec-WebSocket-Version: 1337", key) + hidden,
    "no version, and a request behind it": webSocket(key) + hidden,
    "no key, and a request behind it": webSocket("Sec-WebSocket-Version: 13") + hidden,
    "a key that is none": webSocket("Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: x") + hidden,
    "an address that speaks none, and a request behind it":
      upgrade("websocket", "Sec-WebSocket-Version: 13", key) + hidden,
    POST:
      message("POST /ws HTTP/1.1", [
        `Host: ${toy}`,
        "Connection: Upgrade",
        "Upgrade: websocket",
        "Sec-WebSocket-Version: 13",
        key,
      ]) + hidden,
    "a frame that claims 2⁶³ octets": `${webSocket("Sec-WebSocket-Version: 13", key)}\x82\xff\x7f\xff\xff\xff\xff\xff\xff\xff\x00\x00\x00\x00a`,
    "a frame without a mask": `${webSocket("Sec-WebSocket-Version: 13", key)}\x81\x05hello`,
    "a frame of a reserved kind": `${webSocket("Sec-WebSocket-Version: 13", key)}\x8f\x80\x00\x00\x00\x00`,
    "500 extensions": webSocket("Sec-WebSocket-Version: 13", key, `Sec-WebSocket-Extensions: ${"a;b=c,".repeat(500)}`),
    "from another site": webSocket("Sec-WebSocket-Version: 13", key, "Origin: https://example.org"),
  }),
  ...tried("RFC 9110, 7.8; RFC 2817", {
    "TLS/1.0": upgrade("TLS/1.0") + hidden,
    "HTTP/2.0": upgrade("HTTP/2.0") + hidden,
    "a protocol that nobody knows": upgrade("forge/1") + hidden,
    "a list of 1,000 protocols": upgrade(Array.from({ length: 1000 }, (_, n) => `p${n}`).join(", ")),
    "Upgrade that Connection does not name": whoami(["Upgrade: websocket"]) + hidden,
    "Connection: Upgrade without Upgrade": whoami(["Connection: Upgrade"]) + hidden,
    "a protocol with a bare LF": upgrade(`a\nHost: ${inside}`),
  }),
]);
