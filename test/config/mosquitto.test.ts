import { pbkdf2Sync } from "node:crypto";
import { expect, test } from "vitest";
import { mosquittoFiles } from "../../config/mosquitto.ts";
import { secretsIn } from "../../config/secret-file.ts";

const share = {
  users: [
    { name: "news_backend", publish: ["kompose/news/#"], subscribe: [] },
    { name: "exporter", publish: [], subscribe: ["kompose/#"] },
  ],
  monitors: ["exporter"],
};
const text = (path: string, of: Parameters<typeof mosquittoFiles>[0] = share) =>
  mosquittoFiles(of)
    .find((file) => file.path === path)
    ?.content((name) => `<${name}>`) ?? expect.fail(path);

test("nobody is let in without a password", () => {
  expect(text("mosquitto.conf")).toContain("allow_anonymous false");
  const line = text("passwords")
    .split("\n")
    .find((entry) => entry.startsWith("news_backend:"));
  const [, , rounds, salt, hash] = line?.split("$") ?? expect.fail("no line");
  expect(hash).toBe(
    pbkdf2Sync(
      "<core-mqtt/news_backend>",
      Buffer.from(salt as string, "base64"),
      Number(rounds),
      64,
      "sha512",
    ).toString("base64"),
  );
  expect(text("passwords")).not.toContain("<core-mqtt/");
});

test("a client writes what it publishes, reads what it subscribes to, and only a monitor reads $SYS", () => {
  expect(text("topics").split("\nuser ")).toEqual([
    "user health\ntopic read $SYS/broker/version\n",
    "news_backend\ntopic write kompose/news/#\n",
    "exporter\ntopic read kompose/#\ntopic read $SYS/#\n",
  ]);
});

test("devices have a door only where the setting asks", () => {
  expect(text("mosquitto.conf")).not.toContain("8883");
  const devices = { ...share, devices: { names: ["mqtt.example.org"] } };
  expect(text("mosquitto.conf", devices)).toContain("listener 8883\ncertfile /run/secrets/devices.crt");
  expect(secretsIn(mosquittoFiles(devices))).toEqual(
    [...secretsIn(mosquittoFiles(share)), "core-mqtt/devices.crt", "core-mqtt/devices.key"].sort(),
  );
});
