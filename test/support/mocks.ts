/** Pulumi's engine, mocked: what a program registers, for tests that need no engine. */
import * as pulumi from "@pulumi/pulumi";

/** A resource as it was registered. Secret inputs are wrapped as the engine would see them. */
export interface Registered {
  type: string;
  name: string;
  inputs: Record<string, unknown>;
  /** Paths of inputs that were secret, such as `stdin`. */
  secrets: string[];
}

const secretSignature = "4dabf18193072939515e22adb298388d";

function isSecret(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && secretSignature in value;
}

/** The password that the mocked random provider generates for a resource. */
export function mockedPassword(name: string): string {
  return `PASSWORD-OF-${name}`;
}

function secret(value: string) {
  return { [secretSignature]: "1b47061264138c4ac30d75fd1eb44270", value };
}

/** What the real providers would answer beside the inputs, as far as our components read it. */
function outputsOf(type: string, name: string): Record<string, unknown> {
  switch (type) {
    case "docker:index/remoteImage:RemoteImage":
      return { imageId: `sha256:${name}` };
    case "random:index/randomPassword:RandomPassword":
      return { result: secret(mockedPassword(name)) };
    case "tls:index/privateKey:PrivateKey":
      return { privateKeyPem: secret(`KEY-OF-${name}`) };
    case "tls:index/selfSignedCert:SelfSignedCert":
    case "tls:index/locallySignedCert:LocallySignedCert":
      return { certPem: `CERTIFICATE-OF-${name}` };
    case "tls:index/certRequest:CertRequest":
      return { certRequestPem: `REQUEST-OF-${name}` };
    case "command:local:Command":
      return { stdout: `STDOUT-OF-${name}` };
    default:
      return {};
  }
}

/** Runs `program` against mocks and returns what it registered, components included, in order. */
export async function registeredBy(program: () => void | Promise<void>): Promise<Registered[]> {
  const registered: Registered[] = [];
  await pulumi.runtime.setMocks(
    {
      newResource({ type, name, inputs }) {
        const secrets = Object.keys(inputs).filter((key) => isSecret(inputs[key]));
        const plain = Object.fromEntries(
          Object.entries(inputs).map(([key, value]) => [key, isSecret(value) ? value.value : value]),
        );
        registered.push({ type, name, inputs: plain, secrets });
        return { id: `${name}-id`, state: { name, ...plain, ...outputsOf(type, name) } };
      },
      call: () => ({}),
    },
    "kompose",
    "test",
    false,
  );
  await program();
  await pulumi.runtime.disconnect();
  return registered;
}

/** The one resource of a type and name. */
export function one(registered: readonly Registered[], type: string, name: string): Registered {
  const found = registered.filter((resource) => resource.type === type && resource.name === name);
  if (found.length !== 1) {
    throw new Error(
      `${found.length} resources of type ${type} named ${name}; there are ${registered.map((r) => `${r.type} ${r.name}`).join(", ")}`,
    );
  }
  return found[0] as Registered;
}

/** The text of a file as it is delivered to a service, by its path; empty where there is none. */
export function delivered(registered: readonly Registered[], service: string, path: string): string {
  const manifest = String(one(registered, "command:local:Command", `${service}-files`).inputs.stdin);
  const line = manifest.split("\n").find((each) => each.startsWith(`${path} `));
  return Buffer.from(line?.split(" ")[1] ?? "", "base64").toString();
}
