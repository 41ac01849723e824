import { client } from "../../wiring/service.ts";

/** Zigbee devices. Its container comes with the home stack. */
export const zigbee2mqtt = client({
  name: "home_zigbee2mqtt",
  needs: {
    topics: {
      publish: ["zigbee2mqtt/#", "homeassistant/#"],
      subscribe: ["zigbee2mqtt/#", "homeassistant/status"],
    },
  },
});
