/**
 * `npm run bench:door [ROUNDS]`: what the door costs. Asks a service through the door, from outside, and the same service
 * without it, as its neighbour, in turns; prints a table. See docs/performance.md.
 */
import { type Door, domain, openDoor } from "../support/door.ts";
import { h2load, head, parallel, rounds, row, seconds, wrk } from "./cases.ts";

const address = `https://toy.${domain}:443`;

/**
 * A neighbour that stays, so that no start of a container is in what is measured. Returns where it finds the service: by
 * its address, as wrk takes no name with an underscore.
 */
async function startNeighbour({ platform }: Door): Promise<string> {
  const image = await platform.imageOf("internet");
  await platform.docker([
    ...["run", "--detach", "--init", "--name=bench", "--network=kompose", "--entrypoint=sleep", image, "infinity"],
  ]);
  const [found = ""] = (await platform.docker(["exec", "bench", "getent", "ahostsv4", "toys_toy"])).split(" ");
  return `http://${found}:8080`;
}

const count = Number(process.argv[2] ?? 5);
const door = await openDoor();
try {
  const service = await startNeighbour(door);
  const close = ["Connection: close"];
  for (const path of ["/", "/bytes?size=10240"]) {
    const direct = wrk("without the door: HTTP/1.1", "bench", `${service}${path}`);
    const through = [
      wrk("TLS, HTTP/1.1", "internet", `${address}${path}`),
      h2load("TLS, HTTP/2", "internet", `${address}${path}`),
    ];
    const directClosing = wrk("without the door: a connection a request", "bench", `${service}${path}`, close);
    const closing = wrk("TLS, HTTP/1.1, a connection a request", "internet", `${address}${path}`, close);
    const of = await rounds(door.platform, [direct, ...through, directClosing, closing], count);
    console.log(`\n${path}, ${count} rounds of ${seconds} s, ${parallel} at once\n`);
    console.log(head.join("\n"));
    for (const one of [direct, ...through]) console.log(row(one.name, of(one), of(direct)));
    for (const one of [directClosing, closing]) console.log(row(one.name, of(one), of(directClosing)));
  }
} finally {
  await door.platform.stop();
}
