/** Devices outside reach the broker by TLS, only where the setting asks, and only who trusts and is trusted. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { TestPlatform } from "../support/platform.ts";

let platform: TestPlatform;
beforeAll(async () => {
  platform = await TestPlatform.start();
  platform.settings({ "kompose:mqtt": { devices: { names: ["127.0.0.1", "mqtt.example.org"] } } });
  await platform.up();
}, 900_000);
afterAll(() => platform?.stop(), 60_000);

/** A client on the host itself, where a device's packets arrive, with the authority's certificate on standard input. */
async function device(options: string, authority: string): Promise<string> {
  const { text } = await platform.neighbour(
    await platform.imageOf("core-mqtt"),
    `cat > /tmp/ca.pem; mosquitto_pub -p 8883 -V mqttv5 -q 1 -t homeassistant/t -m x ${options} && echo sent`,
    authority,
    "host",
  );
  return text;
}

/** Whether anything answers on the devices' port of the engine's machine. */
async function doorIsOpen(): Promise<boolean> {
  return (await platform.engine.run(["bash", "-c", "exec 3<>/dev/tcp/127.0.0.1/8883"])).exitCode === 0;
}

test("a device that trusts the authority and knows its password gets in, over TLS alone", async () => {
  expect(await doorIsOpen()).toBe(true);
  const authority = await platform.pulumi("stack", "output", "deviceAuthority");
  expect(authority).toMatch(/^-----BEGIN CERTIFICATE-----/);
  const password = (await platform.secrets())["core-mqtt/home_homeassistant"];
  const user = `-u home_homeassistant -P '${password}'`;
  expect(await device(`-h 127.0.0.1 --cafile /tmp/ca.pem ${user}`, authority)).toBe("sent");
  expect(await device(`-h 127.0.0.1 --cafile /etc/ssl/certs/ca-certificates.crt ${user}`, authority)).not.toContain(
    "sent",
  );
  expect(await device(`-h 127.0.0.1 ${user}`, authority)).not.toContain("sent");
  expect(await device("-h 127.0.0.1 --cafile /tmp/ca.pem -u home_homeassistant -P wrong", authority)).toMatch(
    /not authori[sz]ed/i,
  );
  // The same server by a name that its certificate does not hold.
  expect(await device(`-h 127.0.0.2 --cafile /tmp/ca.pem ${user}`, authority)).not.toContain("sent");
}, 60_000);

test("without the setting the door is closed again", async () => {
  platform.settings();
  await platform.up();
  expect(await platform.docker(["port", "core-mqtt"])).toBe("");
  expect(await doorIsOpen()).toBe(false);
}, 120_000);
