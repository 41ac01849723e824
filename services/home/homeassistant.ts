import { client } from "../../wiring/service.ts";

/** Home automation. Its container comes with the home stack. */
export const homeAssistant = client({
  name: "home_homeassistant",
  needs: {
    topics: {
      publish: ["homeassistant/#", "zigbee2mqtt/#"],
      subscribe: ["homeassistant/#", "zigbee2mqtt/#", "sensor/#", "device/#", "telemetry/#", "custom/#"],
    },
  },
});
