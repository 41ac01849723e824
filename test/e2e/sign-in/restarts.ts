/** Each part of the sign-in is restarted while somebody works: sessions outlive it, and what fails meanwhile is counted. */
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { images } from "../../../config/images.ts";
import { addressOf, type Session, type SignIn, signIn } from "../../support/sign-in.ts";

/** How often somebody asks, in milliseconds. */
const every = 100;

/** One request: when it was asked, in milliseconds since the first, what came of it, and how long that took. */
interface Asked {
  at: number;
  status: number;
  took: number;
}

/**
 * A program for Node: asks for an address again and again, whether the answers before have come or not, and prints what
 * came of it. What it is to ask, and as whom, it reads.
 */
const asker = `
const { url, cookie, every, duration } = JSON.parse(require("fs").readFileSync(0, "utf8"));
const started = performance.now();
const all = [];
const ask = async () => {
  const at = performance.now() - started;
  const status = await fetch(url, { headers: { cookie, accept: "application/json" }, redirect: "manual", signal: AbortSignal.timeout(30000) })
    .then(async (answer) => (await answer.text(), answer.status), () => 0);
  all.push({ at, status, took: performance.now() - started - at });
};
const running = [];
const timer = setInterval(() => running.push(ask()), every);
setTimeout(async () => {
  clearInterval(timer);
  await Promise.all(running);
  console.log(JSON.stringify(all));
}, duration * 1000);
`;

export function restarts(opened: () => SignIn): void {
  /** Works for some seconds, and through a restart; resolves with every request, and how long until it was healthy. */
  async function workThrough(
    container: string,
    { cookie }: Session,
    duration: number,
  ): Promise<{ asked: Asked[]; back: number }> {
    const { platform, authority } = opened();
    const input = JSON.stringify({ url: addressOf("notes", "/whoami"), cookie, every, duration });
    const working = platform.docker(
      [
        ...["run", "--rm", "--interactive", "--network=container:internet", `--volume=${authority}:/authority.pem:ro`],
        ...["--env=NODE_EXTRA_CA_CERTS=/authority.pem", platform.engine.images[images.node] ?? "", "node", "-e", asker],
      ],
      { input },
    );
    await sleep(4000);
    await platform.docker(["restart", container]);
    const back = await healthy(container);
    return { asked: JSON.parse(await working), back };
  }

  /** Waits until a container is healthy again; resolves with how long that took, in seconds. */
  async function healthy(container: string): Promise<number> {
    const started = Date.now();
    const health = () => opened().platform.docker(["inspect", "--format", "{{.State.Health.Status}}", container]);
    while ((await health()) !== "healthy") {
      if (Date.now() - started > 240_000) throw new Error(`${container} is not healthy after four minutes`);
      await sleep(250);
    }
    return (Date.now() - started) / 1000;
  }

  describe("somebody works on while it is restarted:", () => {
    // For how many seconds, and which share may fail: each request needs all of them but Keycloak, which is asked when
    // somebody signs in, and every four minutes.
    test.each([
      ["auth_keycloak", 40, 0],
      ["auth_oauth2_proxy", 20, 0.3],
      ["core-redis-sessions", 20, 0.3],
      ["proxy_app", 20, 0.5],
      ["auth_gate", 20, 0.3],
    ])(
      "%s",
      async (service, duration, most) => {
        const { platform, home, users } = opened();
        const session = await signIn(home, users.viewer);
        const { asked, back } = await workThrough(await platform.containerOf(service), session, duration);
        const failed = asked.filter(({ status }) => status !== 200);
        const times = failed.map(({ at, took }) => [at, at + took] as const);
        const away =
          failed.length === 0 ? 0 : Math.max(...times.map(([, end]) => end)) - Math.min(...times.map(([at]) => at));
        const kinds = Object.entries(Object.groupBy(failed, ({ status }) => status)).map(
          ([kind, all]) => `${kind}: ${all?.length}`,
        );
        console.log(
          `${service}: ${failed.length} of ${asked.length} failed (${kinds.join(", ") || "none"}), ` +
            `recovered after ${(away / 1000).toFixed(1)} s, healthy ${back.toFixed(1)} s after its restart; slowest answer ${Math.max(...asked.map(({ took }) => took)).toFixed(0)} ms`,
        );
        expect(asked.length).toBeGreaterThan((duration * 1000) / every / 2);
        expect(asked.slice(0, 20).every(({ status }) => status === 200)).toBe(true);
        expect(failed.length / asked.length).toBeLessThanOrEqual(most);
        // The same session, in the end and after it.
        expect(asked.slice(-20).every(({ status }) => status === 200)).toBe(true);
        const after = await opened().internet.curl("--cookie", session.cookie, addressOf("notes", "/whoami"));
        expect(after).toContain('"target":"/whoami"');
      },
      360_000,
    );
  });
}
