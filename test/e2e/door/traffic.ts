/** Traffic that is more than a question and its answer, and what the log keeps of it. */
import { expect, test } from "vitest";
import { type Door, domain } from "../../support/door.ts";

export function traffic(opened: () => Door): void {
  test("a socket, a stream of events, a large upload and a slow client get through", async () => {
    const { platform, internet, authority } = opened();
    const node = await platform.imageOf(await platform.containerOf("proxy_page"));
    const script = `
      const socket = new WebSocket("wss://toy.${domain}/ws");
      socket.onopen = () => socket.send("hello");
      socket.onmessage = ({ data }) => { console.log(data); socket.close(); };
      socket.onerror = ({ message }) => { console.log("failed", message); process.exit(1); };
    `;
    const socket = await platform.docker([
      ...["run", "--rm", "--network=container:internet", `--volume=${authority}:/authority.pem:ro`],
      ...["--env=NODE_EXTRA_CA_CERTS=/authority.pem", node, "node", "-e", script],
    ]);
    expect(socket).toBe("hello");

    // Each event arrives when it is sent, not when the stream ends.
    const started = Date.now();
    const events = await internet.run([
      ...["sh", "-c"],
      `curl --silent --no-buffer --cacert /tmp/authority.pem --header 'Accept-Encoding: gzip' ` +
        `'https://toy.${domain}/events?count=4&every=1s' | while read -r line; do echo "$(date +%s%3N) $line"; done`,
    ]);
    const times = [...events.stdout.matchAll(/^(\d+) id: /gm)].map(([, time]) => Number(time) - started);
    expect(times).toHaveLength(4);
    expect((times[3] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(2500);

    const uploaded = await internet.run([
      ...["sh", "-c"],
      `head -c 1073741824 /dev/zero | curl --silent --show-error --cacert /tmp/authority.pem --request POST ` +
        `--upload-file - 'https://toy.${domain}/upload'`,
    ]);
    expect(JSON.parse(uploaded.stdout)).toMatchObject({ bytes: 1_073_741_824 });

    // 5 kB at 1 kB/s.
    const slow = await internet.run([
      ...["sh", "-c"],
      `head -c 5000 /dev/zero | curl --silent --show-error --limit-rate 1000 --cacert /tmp/authority.pem ` +
        `--request POST --data-binary @- 'https://toy.${domain}/upload'`,
    ]);
    expect(JSON.parse(slow.stdout)).toMatchObject({ bytes: 5000 });
  }, 180_000);

  test("the access log has no cookie, token or query in it", async () => {
    const secret = "hunter2";
    await opened().internet.curl(
      ...["--cookie", `session=${secret}`, "--header", `Authorization: Bearer ${secret}`, "--user-agent", "the-agent"],
      ...["--referer", `https://example.org/?token=${secret}`, `https://toy.${domain}/whoami?token=${secret}`],
    );
    const lines = (await opened().platform.logs("proxy_app")).split("\n").filter((line) => line.includes("the-agent"));
    expect(lines).toHaveLength(1);
    expect(JSON.parse(lines[0] ?? "")).toMatchObject({
      RequestMethod: "GET",
      RequestPath: "/whoami",
      DownstreamStatus: 200,
    });
    expect(await opened().platform.logs("proxy_app")).not.toContain(secret);
  });
}
