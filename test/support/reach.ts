/** What answers at the addresses that an engine gave its containers. */
import type { Outsider } from "./outsider.ts";
import type { TestPlatform } from "./platform.ts";

export interface ContainerAddress {
  name: string;
  address: string;
}

/** Every address of every container, on each of its networks. */
export async function containerAddresses(platform: TestPlatform): Promise<ContainerAddress[]> {
  const format = "{{.Name}} {{range .NetworkSettings.Networks}}{{.IPAddress}} {{end}}";
  const ids = await platform.containers();
  return (await platform.docker(["inspect", "--format", format, ...ids]))
    .split("\n")
    .map((line) => line.trim().split(" "))
    .flatMap(([name = "", ...addresses]) => addresses.map((address) => ({ name: name.slice(1), address })));
}

/**
 * Those that answer to a full handshake from another machine: `<container> <port>`.
 * @param ports as nmap takes them: `80,443,8000-8090`
 */
export async function answering(
  from: Outsider,
  containers: readonly ContainerAddress[],
  ports: string,
): Promise<string[]> {
  const addresses = containers.map(({ address }) => address);
  const scan = ["nmap", "-n", "-Pn", "-sT", "-p", ports, "--max-retries=1", "-T5", "-oG", "-", ...addresses];
  const { stdout } = await from.run(scan);
  if (!stdout.includes("Nmap done")) throw new Error(stdout);
  return [...stdout.matchAll(/^Host: (\S+).*?Ports: (.*)$/gm)].flatMap(([, address, said = ""]) =>
    [...said.matchAll(/(\d+)\/open\//g)].map(([, port]) => {
      const name = containers.find((container) => container.address === address)?.name;
      return `${name} ${port}`;
    }),
  );
}
