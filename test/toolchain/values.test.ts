/** The providers "random" and "tls": a password, and a private authority with a certificate that it signed. */
import { X509Certificate } from "node:crypto";
import { expect, it } from "vitest";
import { Project } from "./project.ts";

it("makes a password and a certificate chain, keeps them, and encrypts them in the state", async () => {
  const project = await Project.create(`
    import * as random from "@pulumi/random";
    import * as tls from "@pulumi/tls";
    const password = new random.RandomPassword("password", { length: 24, special: false });
    const key = (name) => new tls.PrivateKey(name, { algorithm: "ECDSA", ecdsaCurve: "P256" }).privateKeyPem;
    const authorityKey = key("authority");
    const authority = new tls.SelfSignedCert("authority", {
      privateKeyPem: authorityKey, isCaCertificate: true, validityPeriodHours: 24,
      allowedUses: ["cert_signing"], subject: { commonName: "A test authority" },
    });
    const request = new tls.CertRequest("leaf", {
      privateKeyPem: key("leaf"), dnsNames: ["*.example.test"], subject: { commonName: "example.test" },
    });
    const leaf = new tls.LocallySignedCert("leaf", {
      certRequestPem: request.certRequestPem, caPrivateKeyPem: authorityKey, caCertPem: authority.certPem,
      validityPeriodHours: 12, allowedUses: ["server_auth"],
    });
    export const result = password.result;
    export const authorityPem = authority.certPem;
    export const leafPem = leaf.certPem;
  `);
  expect((await project.up()).exitCode).toBe(0);
  const outputs = await project.outputs();
  expect(outputs.result).toMatch(/^[A-Za-z0-9]{24}$/);
  const authority = new X509Certificate(String(outputs.authorityPem));
  const leaf = new X509Certificate(String(outputs.leafPem));
  expect(leaf.verify(authority.publicKey)).toBe(true);
  expect(leaf.checkHost("www.example.test")).toBe("*.example.test");

  const state = JSON.stringify(await project.state());
  expect(state).not.toContain(String(outputs.result));
  expect(state).not.toContain("PRIVATE KEY");

  expect((await project.up()).all).toMatch(/7 unchanged/);
  expect(await project.outputs()).toEqual(outputs);
});
