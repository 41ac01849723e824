import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { checkout } from "../../../cli/paths.ts";
import { parsePom } from "../../../cli/setup/maven.ts";

const content = "a zip, for all it matters";
const checksum = createHash("sha256").update(content).digest("hex");

const pom = (sha256: string) => `<project>
  <artifactId>image</artifactId>
  <properties>
    <sha256>${sha256}</sha256>
  </properties>
  <dependencies>
    <dependency>
      <groupId>org.example.server</groupId>
      <artifactId>server-dist</artifactId>
      <version>1.2.3</version>
      <type>zip</type>
    </dependency>
  </dependencies>
</project>
`;

test("the pom.xml of Keycloak names a zip of the version that runs", () => {
  expect(parsePom(readFileSync(join(checkout, "images/keycloak/pom.xml"), "utf8"))).toEqual({
    groupId: "org.keycloak",
    artifactId: "keycloak-quarkus-dist",
    version: expect.stringMatching(/^26\.\d+\.\d+$/),
    type: "zip",
    sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
  });
});

test("a pom.xml without a checksum is refused", () => {
  expect(() => parsePom(pom("").replace(/<sha256>.*\n/, ""))).toThrow("it has no <sha256>");
});

describe("an artifact", () => {
  let folder: string;
  let repository: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "kompose-maven-"));
    repository = join(folder, "repository");
    mkdirSync(repository);
    writeFileSync(join(repository, "server-dist-1.2.3.zip"), content);
    // A stand-in for Maven, which takes seconds; test/images has the real one fetch Keycloak.
    const stands = `#!/bin/sh
for word; do case $word in -DoutputDirectory=*) into=\${word#*=} ;; -Dartifact=*) echo "asked for \${word#*=}" ;; esac; done
exec cp ${repository}/* "$into"
`;
    writeFileSync(join(folder, "mvn"), stands, { mode: 0o700 });
    vi.stubEnv("PATH", `${folder}:${process.env.PATH}`);
    vi.stubEnv("KOMPOSE_CACHE", join(folder, "cache"));
    // The cache's place is read once, when the module is.
    vi.resetModules();
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true });
  });

  async function fetched(sha256: string): Promise<string> {
    const path = join(folder, "pom.xml");
    writeFileSync(path, pom(sha256));
    const { mavenArtifact: get } = await import("../../../cli/setup/maven.ts");
    return (await get(path, () => {})).file;
  }

  test("is downloaded once", async () => {
    const file = await fetched(checksum);
    expect(file.startsWith(join(folder, "cache"))).toBe(true);
    expect(readFileSync(file, "utf8")).toBe(content);
    rmSync(repository, { recursive: true });
    expect(await fetched(checksum)).toBe(file);
  });

  test("that is another one than is meant is not kept", async () => {
    await expect(fetched("0".repeat(64))).rejects.toThrow(`has the SHA-256 ${checksum}, and`);
    expect(readdirSync(join(folder, "cache/images"))).toEqual([]);
  });

  test("that is not there is an error that says what was looked for, and why it is not", async () => {
    rmSync(repository, { recursive: true });
    await expect(fetched(checksum)).rejects.toThrow(
      /^Maven can not fetch org\.example\.server:server-dist:1\.2\.3:zip:\nasked for org.*\ncp: /,
    );
  });
});
