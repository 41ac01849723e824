import { expect, test } from "vitest";
import { secretsHave128Bits } from "../../../policy/domains/secrets.ts";
import { describeDomain } from "../support/describe-domain.ts";
import { judge } from "../support/judge.ts";
import { secrets } from "./secrets.ts";

describeDomain(secrets);

// The names of the good platform are given.
test.each(["apikey", "api_key", "private-key", "my-token-2", "passphrase"])(
  "what is generated as %s is a secret",
  async (name) => {
    const stack = { [name]: { type: "random:index/randomString:RandomString", props: { length: 8, special: false } } };
    const says = `${name} generates a secret of 47 bits. ${secretsHave128Bits.remediationSteps}`;
    expect(await judge(secretsHave128Bits, stack, name)).toEqual({ violations: [says] });
  },
);
