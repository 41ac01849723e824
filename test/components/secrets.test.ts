import { describe, expect, test } from "vitest";
import { Secrets } from "../../components/secrets.ts";
import { mockedPassword, one, registeredBy } from "../support/mocks.ts";

const type = "random:index/randomPassword:RandomPassword";

/** What is registered for two secrets. */
function generated(rotate?: Record<string, number>) {
  return registeredBy(() => {
    new Secrets("secrets", { names: ["postgres/a", "postgres/b"], ...(rotate === undefined ? {} : { rotate }) });
  });
}

const asEver = { length: 43, special: false };

describe("rotation", () => {
  test("is not there unless it is asked for: what is in a state already stays as it is", async () => {
    for (const rotate of [undefined, {}, { "postgres/a": 0 }]) {
      const resources = await generated(rotate);
      expect(one(resources, type, "postgres/a").inputs).toEqual(asEver);
      expect(one(resources, type, "postgres/b").inputs).toEqual(asEver);
    }
  });

  test("of one secret is another keeper of that one, for each number", async () => {
    for (const number of [1, 2]) {
      const resources = await generated({ "postgres/a": number });
      expect(one(resources, type, "postgres/a").inputs).toEqual({ ...asEver, keepers: { rotation: String(number) } });
      expect(one(resources, type, "postgres/b").inputs).toEqual(asEver);
    }
  });
});

test("a given secret is not generated, and a name nobody knows is an error", async () => {
  let secrets: Secrets | undefined;
  await registeredBy(async () => {
    secrets = new Secrets("secrets", { names: ["postgres/a"], rotate: { "postgres/a": 1 } });
    const value = await new Promise((resolve) => secrets?.get("postgres/a").apply(resolve));
    expect(value).toBe(mockedPassword("postgres/a"));
  });
  expect(() => secrets?.get("postgres/b")).toThrow("no secret is named postgres/b");
});
