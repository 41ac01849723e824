import { images } from "../../config/images.ts";
import { mosquittoHealth } from "../../config/mosquitto.ts";
import { service, shell } from "../../wiring/service.ts";

export const mqtt = service({
  name: "core-mqtt",
  image: images.mosquitto,
  user: "1883:1883",
  port: 1883,
  memory: "128MiB",
  // Every check is two lines in the log, so not too often.
  health: { ...shell(mosquittoHealth), intervalSeconds: 5 },
  command: ["mosquitto", "-c", "/run/secrets/mosquitto.conf"],
  data: { data: "/mosquitto/data" },
  // The image would make a nameless volume of it. Its log goes to the container's.
  tmpfs: ["/mosquitto/log"],
  stop: { graceSeconds: 30 },
});
