/**
 * `npm run bench:door [ROUNDS]`: what the door costs. Asks a service through the door, from outside, and the same service
 * without it, as its neighbour, in turns; prints a table. See docs/performance.md.
 */
import { type Door, domain, openDoor } from "../support/door.ts";
import { type Measured, median, spread } from "./measured.ts";

/** How many ask at the same time, and for how long in seconds. */
const parallel = 32;
const seconds = 4;

/** With its port: wrk finds no list of services in its image. */
const address = `https://toy.${domain}:443`;

/** The same question with and without the door, or in two ways through it. */
interface Case {
  name: string;
  /** A command where {@link asker} runs it; its output is read by `read`. */
  argv: readonly string[];
  asker: "outside" | "neighbour";
  read: (output: string) => Measured;
}

const number = (text: string | undefined) => Number(text ?? Number.NaN);

/** A duration as wrk writes it, in milliseconds. */
function milliseconds(text = ""): number {
  const [, value, unit = ""] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? [];
  return number(value) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN);
}

/** wrk: HTTP/1.1. */
function wrk(what: string, asker: Case["asker"], url: string, ...more: string[]): Case {
  return {
    name: what,
    asker,
    argv: ["wrk", "--threads=2", `--connections=${parallel}`, `--duration=${seconds}s`, "--latency", ...more, url],
    read: (output) => {
      if (/Non-2xx|Socket errors/.test(output)) throw new Error(output);
      return {
        rate: number(/Requests\/sec:\s+([\d.]+)/.exec(output)?.[1]),
        p50: milliseconds(/^ +50% +(\S+)/m.exec(output)?.[1]),
        p99: milliseconds(/^ +99% +(\S+)/m.exec(output)?.[1]),
      };
    },
  };
}

/** h2load: HTTP/2, as many streams in all on four connections. */
function h2load(what: string, url: string): Case {
  const script =
    `h2load --clients=4 --max-concurrent-streams=${parallel / 4} --duration=${seconds} --log-file=/tmp/h2load.log ` +
    `"$1" && sort -nk3 /tmp/h2load.log | awk '{ took[NR] = $3 } END { print "p50", took[int(NR / 2)], "p99", took[int(NR * 0.99)] }'`;
  return {
    name: what,
    asker: "outside",
    argv: ["sh", "-c", script, "sh", url],
    read: (output) => {
      if (!/ 0 failed, 0 errored, 0 timeout/.test(output)) throw new Error(output);
      const [, p50, p99] = /p50 (\d+) p99 (\d+)/.exec(output) ?? [];
      return {
        rate: number(/, ([\d.]+) req\/s/.exec(output)?.[1]),
        p50: number(p50) / 1000,
        p99: number(p99) / 1000,
      };
    },
  };
}

/** The questions, and those of them to which the others are compared; `service` is where it is without the door. */
function cases(path: string, service: string): { direct: Case; through: Case[]; directClosing: Case; closing: Case } {
  const close = "--header=Connection: close";
  return {
    direct: wrk("without the door: HTTP/1.1", "neighbour", `${service}${path}`),
    through: [wrk("TLS, HTTP/1.1", "outside", `${address}${path}`), h2load("TLS, HTTP/2", `${address}${path}`)],
    directClosing: wrk("without the door: a connection a request", "neighbour", `${service}${path}`, close),
    closing: wrk("TLS, HTTP/1.1, a connection a request", "outside", `${address}${path}`, close),
  };
}

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

async function measure({ platform }: Door, { asker, argv, read }: Case): Promise<Measured> {
  return read(await platform.docker(["exec", asker === "outside" ? "internet" : "bench", ...argv]));
}

/** Every case once a round, in turns, so that what else the machine does falls on all of them. */
async function rounds(door: Door, all: readonly Case[], count: number): Promise<Map<Case, Measured[]>> {
  const found = new Map<Case, Measured[]>(all.map((one) => [one, []]));
  for (const one of all) await measure(door, one);
  for (let round = 0; round < count; round++) {
    for (const one of all) found.get(one)?.push(await measure(door, one));
  }
  return found;
}

function row(what: string, measured: readonly Measured[], compared: readonly Measured[]): string {
  const ratios = measured.map(({ rate }, round) => rate / (compared[round]?.rate ?? Number.NaN));
  const cells = [
    what,
    spread(
      measured.map(({ rate }) => rate),
      0,
    ),
    median(measured.map(({ p50 }) => p50)).toFixed(2),
    median(measured.map(({ p99 }) => p99)).toFixed(2),
    spread(ratios, 2),
  ];
  return `| ${cells.join(" | ")} |`;
}

const count = Number(process.argv[2] ?? 5);
const door = await openDoor();
try {
  const service = await startNeighbour(door);
  for (const path of ["/", "/bytes?size=10240"]) {
    const { direct, through, directClosing, closing } = cases(path, service);
    const found = await rounds(door, [direct, ...through, directClosing, closing], count);
    const of = (one: Case) => found.get(one) ?? [];
    console.log(`\n${path}, ${count} rounds of ${seconds} s, ${parallel} at once\n`);
    console.log("| | requests/s: min / median / max | p50 ms | p99 ms | ratio to without: min / median / max |");
    console.log("|---|---|---|---|---|");
    for (const one of [direct, ...through]) console.log(row(one.name, of(one), of(direct)));
    for (const one of [directClosing, closing]) console.log(row(one.name, of(one), of(directClosing)));
  }
} finally {
  await door.platform.stop();
}
