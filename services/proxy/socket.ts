import { images } from "../../config/images.ts";
import { socketProxyCommand, socketProxyPort } from "../../config/socket-proxy.ts";
import { bashHttp, service } from "../../wiring/service.ts";

/** Asks the engine on behalf of those who may know its containers, and of nobody else anything. */
export const socket = service({
  name: "proxy_socket",
  image: images.haproxy,
  // On every host the socket is root's; its group has another number on each. Without capabilities root is nobody else.
  user: "0:0",
  port: socketProxyPort,
  memory: "32MiB",
  // Through the proxy: it is healthy while the engine answers.
  health: bashHttp(socketProxyPort, "/_ping"),
  command: socketProxyCommand,
  // What goes on after this signal is cut off by haproxy.cfg.
  stop: { signal: "SIGUSR1", graceSeconds: 10 },
});
