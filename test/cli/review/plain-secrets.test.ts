import { expect, test } from "vitest";
import { plainSecrets, secretValues, withoutSecrets } from "../../../cli/review/plain-secrets.ts";
import { resourcesOf, types } from "../../../cli/review/resources.ts";
import { events, preview } from "./previews.ts";

const value = "p4ssword-of-umami-that-nobody-may-read";
const key = "-----BEGIN EC PRIVATE KEY-----\nabc\n";
const secret = (text: string) => ({ "4dabf18193072939515e22adb298388d": "1b47", plaintext: JSON.stringify(text) });

const exported = JSON.stringify({
  deployment: {
    resources: [
      {
        urn: "urn:pulumi:test::kompose::a$random:index/randomPassword:RandomPassword::postgres/umami",
        outputs: { result: secret(value), length: 43 },
      },
      {
        urn: "urn:pulumi:test::kompose::a$tls:index/privateKey:PrivateKey::proxy",
        outputs: { privateKeyPem: secret(key) },
      },
      {
        urn: "urn:pulumi:test::kompose::a$command:local:Command::x",
        outputs: { stdin: secret("not generated: it is made of others") },
      },
      {
        urn: "urn:pulumi:test::kompose::random:index/randomPassword:RandomPassword::short",
        outputs: { result: secret("short") },
      },
    ],
  },
});

test("the values are those of generated passwords and keys, by whom they are from", () => {
  expect([...secretValues(exported)]).toEqual([
    [value, "postgres/umami"],
    [key, "proxy"],
  ]);
});

test("a value in a plain output or input is found, however deep and within what text", () => {
  const resources = resourcesOf(
    preview(
      events(types.stack, "s", {
        ops: ["same"],
        old: {},
        has: { addresses: [{ url: `postgres://umami:${value}@host` }] },
      }),
      events(types.container, "c", { ops: ["update"], old: {}, new: { envs: [`P=${value}`] } }),
      events(types.container, "gone", { ops: ["delete"], old: { envs: [value] } }),
    ),
  );
  expect(plainSecrets(resources, new Map([[value, "postgres/umami"]]))).toEqual([
    { secret: "postgres/umami", resource: "s", at: "outputs.addresses.0.url" },
    { secret: "postgres/umami", resource: "c", at: "inputs.envs.0" },
  ]);
});

test("one that is marked is not in the engine's events, and is not found", () => {
  const marked = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", ciphertext: "[secret]" };
  const resources = resourcesOf(
    preview(events(types.stack, "s", { ops: ["same"], old: {}, has: { credentials: marked } })),
  );
  expect(plainSecrets(resources, secretValues(exported))).toEqual([]);
});

test("no text keeps a value", () => {
  expect(withoutSecrets(`a ${value} b ${value}`, secretValues(exported))).toBe(
    "a ‹secret postgres/umami› b ‹secret postgres/umami›",
  );
});
