/**
 * `npm run bench:policy [ROUNDS]`: what the policy pack costs. Previews a program of a few and of 300 resources with the
 * pack and without it, in turns; prints a table. See docs/policies.md.
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { execa } from "execa";
import { cacheDirectory, checkout } from "../../cli/paths.ts";
import { ensurePulumi } from "../../cli/setup/pulumi.ts";
import { good } from "../policy/support/good.ts";
import { median, spread } from "./measured.ts";

/** A program that registers a proxy, a network and `count` services of five resources each, and violates nothing. */
function program(count: number): string {
  const { web, "database-data": volume, image, password, "traefik-files": proxy, "watch-files": others } = good;
  const { platform, traefik } = good;
  return `
    import { ComponentResource } from "@pulumi/pulumi";
    import * as docker from "@pulumi/docker";
    import { RandomPassword } from "@pulumi/random";
    class HostFiles extends ComponentResource {
      constructor(name, args) { super("kompose:host:HostFiles", name, args); this.registerOutputs({}); }
    }
    new docker.Network("platform", ${JSON.stringify(platform.props)});
    new docker.Container("traefik", ${JSON.stringify(traefik.props)});
    for (let i = 0; i < ${count}; i++) {
      new docker.RemoteImage("image-" + i, ${JSON.stringify(image.props)});
      new docker.Volume("data-" + i, { ...${JSON.stringify(volume.props)}, name: "data-" + i }, { protect: true });
      new RandomPassword("password-" + i, ${JSON.stringify(password.props)});
      // A platform has one proxy.
      new HostFiles("files-" + i, i === 0 ? ${JSON.stringify(proxy.props)} : ${JSON.stringify(others.props)});
      new docker.Container("web-" + i, ${JSON.stringify(web.props)});
    }
  `;
}

const { binary, env } = await ensurePulumi((text) => process.stderr.write(`  … Pulumi  ${text}\n`));
const pack = ["--policy-pack", join(checkout, "policy")];
const folder = mkdtempSync(join(tmpdir(), "kompose-bench-"));
const environment = {
  ...env,
  PATH: [dirname(process.execPath), env.PATH ?? process.env.PATH].join(delimiter),
  PULUMI_BACKEND_URL: `file://${join(folder, "state")}`,
  PULUMI_CONFIG_PASSPHRASE: "a passphrase",
  PULUMI_STACK: "bench",
  PULUMI_SKIP_UPDATE_CHECK: "true",
  NODE_COMPILE_CACHE: join(cacheDirectory, "node-compile"),
};

const pulumi = (...args: string[]) => execa(binary, args, { cwd: folder, env: environment, reject: false, all: true });

/** Seconds of one preview. What the pack says of the program does not count, that it judges it does. */
async function preview(judged: boolean): Promise<number> {
  const started = performance.now();
  const { all, exitCode } = await pulumi("preview", "--non-interactive", ...(judged ? pack : []));
  const seconds = (performance.now() - started) / 1000;
  if (exitCode !== 0 || all.includes("kompose@") !== judged) throw new Error(`the preview failed:\n${all}`);
  return seconds;
}

const rounds = Number(process.argv[2] ?? 5);
try {
  mkdirSync(join(folder, "state"));
  symlinkSync(join(checkout, "node_modules"), join(folder, "node_modules"));
  const project = "name: bench\nmain: index.ts\nruntime: { name: nodejs, options: { typescript: false } }\n";
  writeFileSync(join(folder, "Pulumi.yaml"), project);
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "index.ts"), program(1));
  await pulumi("stack", "init", "bench");
  console.log("| resources | without: min / median / max s | with: min / median / max s | added: median s |");
  console.log("|---|---|---|---|");
  for (const services of [1, 60]) {
    writeFileSync(join(folder, "index.ts"), program(services));
    const [bare, judged]: [number[], number[]] = [[], []];
    // One round that does not count.
    for (let i = 0; i <= rounds; i++) {
      const times = [await preview(false), await preview(true)] as const;
      if (i === 0) continue;
      bare.push(times[0]);
      judged.push(times[1]);
    }
    const added = median(judged.map((seconds, i) => seconds - (bare[i] as number)));
    console.log(`| ${services * 5 + 2} | ${spread(bare, 2)} | ${spread(judged, 2)} | ${added.toFixed(2)} |`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
