import { createHash, createHmac, pbkdf2Sync } from "node:crypto";

/** PostgreSQL's own default for `scram_iterations`. */
const iterations = 4096;

/**
 * The SCRAM-SHA-256 verifier that PostgreSQL stores for a password (RFC 5803; `pg_authid.rolpassword`). The server
 * is given this in place of the password, so that no statement, log or statistics view of it ever holds one.
 * The salt is derived from password and role, so that the same input gives the same text and a repeated run
 * changes nothing; it is as unpredictable as the password, which is generated with 256 bits.
 * @param password ASCII only (SASLprep, RFC 4013, leaves it as it is)
 */
export function scramVerifier(role: string, password: string): string {
  const salt = createHmac("sha256", password).update(`scram salt of ${role}`).digest().subarray(0, 16);
  const salted = pbkdf2Sync(password, salt, iterations, 32, "sha256");
  const key = (name: string) => createHmac("sha256", salted).update(name).digest();
  const storedKey = createHash("sha256").update(key("Client Key")).digest("base64");
  return `SCRAM-SHA-256$${iterations}:${salt.toString("base64")}$${storedKey}:${key("Server Key").toString("base64")}`;
}
