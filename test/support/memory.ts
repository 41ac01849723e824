/** How much memory a container takes while something is done to it. */
import { execa } from "execa";
import type { TestPlatform } from "./platform.ts";

const units: Readonly<Record<string, number>> = { B: 2 ** -20, KiB: 2 ** -10, MiB: 1, GiB: 1024 };

function mebibytes(text: string): number {
  const [, number = "", unit = ""] = /([\d.]+)([KMG]?i?B)/.exec(text) ?? [];
  return Number(number) * (units[unit] ?? Number.NaN);
}

/** In MiB, without the page cache: what was seen each time, and the limit. */
export interface MemoryUse {
  samples: number[];
  highest: number;
  limit: number;
}

/** Watches a container, about twice a second, until the function that is returned is called. */
export function watchMemory(platform: TestPlatform, container: string): () => Promise<MemoryUse> {
  const stats = execa("docker", ["stats", "--format={{.MemUsage}}", container], {
    env: { DOCKER_HOST: platform.engine.host },
    reject: false,
  });
  return async () => {
    stats.kill();
    const { stdout } = await stats;
    const seen = [...stdout.matchAll(/([\d.]+\w+) \/ ([\d.]+\w+)/g)];
    const samples = seen.map(([, used = ""]) => mebibytes(used));
    return { samples, highest: Math.max(...samples), limit: mebibytes(seen[0]?.[2] ?? "") };
  };
}
