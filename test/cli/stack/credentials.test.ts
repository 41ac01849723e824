import { expect, test } from "vitest";
import { credentialOf } from "../../../cli/stack/credentials.ts";

const credentials = { "postgres/keycloak": "s3cret", "core-redis/link_app": "0ther" };
const usage = { command: "bin/credential" };

test("a credential is its value alone", () => {
  expect(credentialOf(credentials, "postgres/keycloak", usage)).toBe("s3cret");
});

test.each([
  [
    "postgres/keycloack",
    "bin/credential knows no credential postgres/keycloack (did you mean postgres/keycloak?); it knows core-redis/link_app, postgres/keycloak",
  ],
  ["toString", "bin/credential knows no credential toString; it knows core-redis/link_app, postgres/keycloak"],
  [undefined, "bin/credential takes the name of a credential: core-redis/link_app, postgres/keycloak"],
])("%s is one clear error that names all, and no value", (name, message) => {
  expect(() => credentialOf(credentials, name, usage)).toThrow(new Error(message));
});

test("before there are any, none is known", () => {
  expect(() => credentialOf({}, "postgres/keycloak", usage)).toThrow(
    "bin/credential knows no credential postgres/keycloak; there is none",
  );
});
