import { images } from "../../config/images.ts";
import { socketProxyCommand, socketProxyHealth, socketProxyPort } from "../../config/socket-proxy.ts";
import { command, service } from "../../wiring/service.ts";

/** Asks the engine on behalf of those who may know its containers, and of nobody else anything. */
export const socket = service({
  name: "proxy_socket",
  image: images.haproxy,
  // The engine's socket is root's on every host; its group differs. Root without a capability can only use what is its own.
  user: "0:0",
  port: socketProxyPort,
  memory: "64MiB",
  health: command("bash", "-c", socketProxyHealth),
  command: socketProxyCommand,
  stop: { signal: "SIGUSR1" },
});
