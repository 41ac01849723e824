/** Other protocols, behind which nobody looks any more. */
import { type Entry, forged } from "../../hostile/entry.ts";
import { preface, settings } from "../../hostile/http2.ts";
import { ask, ask2, type Given, marked, triedOn, triedOn2 } from "../entry.ts";

const key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==";
const version = "Sec-WebSocket-Version: 13";
const webSocket = ["Connection: Upgrade", "Upgrade: websocket", version, key];
/** A frame of text (RFC 6455, 5.2) with a mask of zeros. */
const frame = (text: string) => `\x81${String.fromCharCode(0x80 + text.length)}\0\0\0\0${text}`;

const sources = {
  webSocket: "RFC 6455, 4.2 and 10.2: a handshake is a request like any other",
  smuggled: "0ang3el, WebSocket Smuggling (2019)",
  h2c: "Bishop Fox, h2c Smuggling (2020)",
  other: "RFC 9110, 7.8",
};

const ws = marked("/ws");

export function upgrades({ viewer }: Given): readonly Entry[] {
  return [
    ...["notes", "office", "hooks"].flatMap((label) => [
      ...triedOn(label, sources.webSocket, {
        "a WebSocket": ask(label, ws, webSocket) + frame("hello"),
        "a WebSocket from its own origin":
          ask(label, ws, [...webSocket, `Origin: https://${label}.kompose.test`]) + frame("hello"),
        "a WebSocket of a program":
          ask(label, ws, [...webSocket, "Accept: */*", "User-Agent: websocket-client"]) + frame("hello"),
        "a WebSocket with a token for a protocol": ask(label, ws, [
          ...webSocket,
          "Sec-WebSocket-Protocol: bearer, eyJhbGciOiJub25lIn0.e30.",
        ]),
        "a WebSocket with a token in its address": ask(label, `${ws}&access_token=eyJhbGciOiJub25lIn0.e30.`, webSocket),
        "a WebSocket by POST": ask(label, ws, [...webSocket, "Content-Length: 0"], { method: "POST" }),
        "an upgrade in other letters": ask(label, ws, ["Connection: uPgRaDe", "Upgrade: WebSocket", version, key]),
        "an upgrade among others": ask(label, ws, [
          "Connection: keep-alive, Upgrade",
          "Upgrade: h2c, websocket",
          version,
          key,
        ]),
        "an upgrade with the cookie named by Connection": ask(label, ws, [
          "Connection: Upgrade, Cookie",
          "Upgrade: websocket",
          version,
          key,
        ]),
        "an upgrade with an identity": ask(label, ws, [
          ...webSocket,
          `X-Auth-Request-User: ${forged}`,
          "X-Auth-Request-Groups: admin",
        ]),
      }),
      ...triedOn(label, sources.smuggled, {
        "a version that is none, and a request behind it":
          ask(label, ws, ["Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 1337", key]) +
          ask(label),
        "no key, and a request behind it":
          ask(label, ws, ["Connection: Upgrade", "Upgrade: websocket", version]) + ask(label),
        "an upgrade, and a request behind it": ask(label, ws, webSocket) + ask(label),
      }),
      ...triedOn(label, sources.h2c, {
        h2c: ask(label, undefined, [
          "Connection: Upgrade, HTTP2-Settings",
          "Upgrade: h2c",
          "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
        ]),
        "h2c, and its beginning at once":
          ask(label, undefined, [
            "Connection: Upgrade, HTTP2-Settings",
            "Upgrade: h2c",
            "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA",
          ]) +
          preface +
          settings(),
        "h2c, its settings not named":
          ask(label, undefined, ["Connection: Upgrade", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAARAAAAAAAIAAAAA"]) +
          ask(label),
      }),
      ...triedOn2(label, "RFC 8441, 4", {
        "CONNECT with a protocol": ask2(label, [], { ":method": "CONNECT", ":protocol": "websocket", ":path": "/ws" }),
        "an upgrade's fields": ask2(
          label,
          [
            ["upgrade", "websocket"],
            ["sec-websocket-version", "13"],
          ],
          { ":path": "/ws" },
        ),
      }),
    ]),
    ...triedOn("hooks", sources.smuggled, {
      "a WebSocket at a public path, and a request behind it": ask("hooks", "/status/101", webSocket) + ask("hooks"),
      "an answer that looks like an upgrade's, and a request behind it":
        ask("hooks", "/status/200", webSocket) + ask("notes"),
      "an upgrade at a public path to h2c":
        ask("hooks", "/status/200", ["Connection: Upgrade", "Upgrade: h2c"]) + preface + settings(),
    }),
    ...triedOn("open", sources.smuggled, {
      "a WebSocket of everybody's, and a request behind it": ask("open", ws, webSocket) + ask("notes"),
      "a WebSocket of everybody's, and one to the sign-in's behind it":
        ask("open", ws, webSocket) + ask("notes", ws, webSocket),
    }),
    ...triedOn("office", sources.webSocket, {
      "a viewer's WebSocket": ask("office", ws, [...webSocket, `Cookie: ${viewer}`]) + frame("hello"),
      "a viewer's WebSocket that says it is an administrator's": ask("office", ws, [
        ...webSocket,
        `Cookie: ${viewer}`,
        "X-Auth-Request-Groups: admin",
      ]),
      "a viewer's WebSocket, its groups named by Connection": ask("office", ws, [
        ...["Connection: Upgrade, X-Auth-Request-Groups", "Upgrade: websocket", version, key, `Cookie: ${viewer}`],
        "X-Auth-Request-Groups: admin",
      ]),
    }),
    ...triedOn("notes", sources.other, {
      "TLS/1.0": ask("notes", undefined, ["Connection: Upgrade", "Upgrade: TLS/1.0"]) + ask("notes"),
      "HTTP/2.0": ask("notes", undefined, ["Connection: Upgrade", "Upgrade: HTTP/2.0"]) + ask("notes"),
      "HTTP/2 by prior knowledge": `${preface}${settings()}`,
      "a server's own events": ask("notes", "/events?count=1&every=1s", ["Accept: text/event-stream"]),
    }),
  ];
}
