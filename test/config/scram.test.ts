import { createHash, createHmac, pbkdf2Sync } from "node:crypto";
import { expect, test } from "vitest";
import { scramVerifier } from "../../config/scram.ts";

test("a client that knows the password proves it by the verifier, as RFC 5802 section 3 says", () => {
  const verifier = scramVerifier("umami", "correct horse");
  const [, iterations, salt, storedKey, serverKey] =
    /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/.exec(verifier) ?? expect.fail(verifier);
  // What a client computes from the password, and the server checks against what it stored.
  const salted = pbkdf2Sync("correct horse", Buffer.from(salt as string, "base64"), Number(iterations), 32, "sha256");
  const clientKey = createHmac("sha256", salted).update("Client Key").digest();
  expect(createHash("sha256").update(clientKey).digest("base64")).toBe(storedKey);
  expect(createHmac("sha256", salted).update("Server Key").digest("base64")).toBe(serverKey);
});

test("the same input gives the same text, another role or password another salt", () => {
  expect(scramVerifier("a", "p")).toBe(scramVerifier("a", "p"));
  const salt = (role: string, password: string) => scramVerifier(role, password).split(/[:$]/)[2];
  expect(new Set([salt("a", "p"), salt("b", "p"), salt("a", "q")]).size).toBe(3);
});
