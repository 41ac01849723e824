/** Questions that a service is asked again and again, and how their answers are compared. */
import type { TestPlatform } from "../support/platform.ts";
import { type Measured, median, spread } from "./measured.ts";

/** How many ask at the same time, and for how long in seconds. */
export const parallel = 32;
export const seconds = 4;

/** The same question in one of the ways that are compared. */
export interface Case {
  name: string;
  /** The container that {@link argv} runs in: an outsider, or a neighbour of the service. */
  container: string;
  argv: readonly string[];
  read: (output: string) => Measured;
}

const number = (text: string | undefined) => Number(text ?? Number.NaN);

/** A duration as wrk writes it, in milliseconds. */
function milliseconds(text = ""): number {
  const [, value, unit = ""] = /^([\d.]+)(us|ms|s)$/.exec(text) ?? [];
  return number(value) * ({ us: 0.001, ms: 1, s: 1000 }[unit] ?? Number.NaN);
}

/** wrk: HTTP/1.1. `headers` are lines of the request. The address has a port: wrk finds no list of services in its image. */
export function wrk(name: string, container: string, url: string, headers: readonly string[] = []): Case {
  const sent = headers.flatMap((header) => ["--header", header]);
  return {
    name,
    container,
    argv: ["wrk", "--threads=2", `--connections=${parallel}`, `--duration=${seconds}s`, "--latency", ...sent, url],
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
export function h2load(name: string, container: string, url: string, headers: readonly string[] = []): Case {
  const script =
    `h2load --clients=4 --max-concurrent-streams=${parallel / 4} --duration=${seconds} --log-file=/tmp/h2load.log ` +
    `"$@" && sort -nk3 /tmp/h2load.log | awk '{ took[NR] = $3 } END { print "p50", took[int(NR / 2)], "p99", took[int(NR * 0.99)] }'`;
  const sent = headers.map((header) => `--header=${header}`);
  return {
    name,
    container,
    argv: ["sh", "-c", script, "sh", ...sent, url],
    read: (output) => {
      const [, succeeded, failed] = /status codes: (\d+) 2xx, \d+ 3xx, (\d+) 4xx/.exec(output) ?? [];
      if (!/ 0 failed, 0 errored, 0 timeout/.test(output) || succeeded === "0" || failed !== "0")
        throw new Error(output);
      const [, p50, p99] = /p50 (\d+) p99 (\d+)/.exec(output) ?? [];
      return {
        rate: number(/, ([\d.]+) req\/s/.exec(output)?.[1]),
        p50: number(p50) / 1000,
        p99: number(p99) / 1000,
      };
    },
  };
}

async function measure(platform: TestPlatform, { container, argv, read }: Case): Promise<Measured> {
  return read(await platform.docker(["exec", container, ...argv]));
}

/**
 * Every case once a round, in turns, so that what else the machine does falls on all of them, after a round that does not
 * count.
 */
export async function rounds(
  platform: TestPlatform,
  all: readonly Case[],
  count: number,
): Promise<(one: Case) => readonly Measured[]> {
  const found = new Map<Case, Measured[]>(all.map((one) => [one, []]));
  for (const one of all) await measure(platform, one);
  for (let round = 0; round < count; round++) {
    for (const one of all) found.get(one)?.push(await measure(platform, one));
  }
  return (one) => found.get(one) ?? [];
}

/** The head of a table of {@link row}s. */
export const head = [
  "| | requests/s: min / median / max | p50 ms | p99 ms | ratio to the first: min / median / max |",
  "|---|---|---|---|---|",
];

/** A case's row of the table: its numbers, and within each round their ratio to those it is compared with. */
export function row(what: string, measured: readonly Measured[], compared: readonly Measured[]): string {
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
