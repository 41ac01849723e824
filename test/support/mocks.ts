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
        const outputs: Record<string, unknown> = { name, imageId: `sha256:${name}`, ...plain };
        if (type === "random:index/randomPassword:RandomPassword") {
          outputs.result = { [secretSignature]: "1b47061264138c4ac30d75fd1eb44270", value: mockedPassword(name) };
        }
        return { id: `${name}-id`, state: outputs };
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
