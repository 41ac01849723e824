import { gateCommand, gateHealth, gatePaths, gatePort } from "../../config/auth/gate.ts";
import { images } from "../../config/images.ts";
import { bashHttp, service } from "../../wiring/service.ts";

/** What the proxy asks about every request. */
export const gate = service({
  name: "auth_gate",
  image: images.haproxy,
  user: "65532:65532",
  port: gatePort,
  memory: "128MiB",
  health: bashHttp(gatePort, gateHealth),
  command: gateCommand,
  stop: { signal: "SIGUSR1", graceSeconds: 10 },
  offers: { signIn: gatePaths },
});
