/**
 * `npm run bench:sign-in [ROUNDS]`: what the sign-in costs. Asks three toys through the door: one of a container of
 * others, about which nobody is asked; one for everybody, whose requests lose the session cookie; and one for who is
 * signed in. In turns; prints a table. See docs/performance.md.
 */
import { domain } from "../support/door.ts";
import { addressOf, openSignIn, type SignIn, signIn } from "../support/sign-in.ts";
import { type Case, h2load, head, parallel, rounds, row, seconds, wrk } from "./cases.ts";

/** A toy that the proxy finds by its labels, with a route that goes through nothing but the door's own middlewares. */
async function startLabelled({ platform }: SignIn): Promise<void> {
  const labels = {
    "traefik.enable": "true",
    "traefik.http.routers.plain.rule": `Host(\`nobody.${domain}\`)`,
    "traefik.http.services.plain.loadbalancer.server.port": "8080",
  };
  const image = await platform.imageOf(await platform.containerOf("toys_open"));
  await platform.docker([
    ...["run", "--detach", "--name=plain", "--network=kompose"],
    ...Object.entries(labels).flatMap(([name, value]) => ["--label", `${name}=${value}`]),
    image,
  ]);
}

const count = Number(process.argv[2] ?? 5);
const opened = await openSignIn();
try {
  await startLabelled(opened);
  const { cookie } = await signIn(opened.home, opened.users.viewer);
  const headers = [`Cookie: ${cookie}`, "Accept: application/json"];
  const ways: [string, (what: string, label: string) => Case][] = [
    ["HTTP/1.1", (what, label) => wrk(what, "home", addressOf(label).replace(/\/$/, ":443/"), headers)],
    ["HTTP/2", (what, label) => h2load(what, "home", addressOf(label), headers)],
  ];
  console.log(`${count} rounds of ${seconds} s, ${parallel} at once\n`);
  console.log(head.join("\n"));
  for (const [protocol, way] of ways) {
    const plain = way(`${protocol}: nobody is asked`, "nobody");
    const open = way(`${protocol}: for everybody, without the session cookie`, "open");
    const signedIn = way(`${protocol}: for who is signed in`, "notes");
    const all = [plain, open, signedIn];
    const of = await rounds(opened.platform, all, count);
    for (const one of all) console.log(row(one.name, of(one), of(plain)));
  }
} finally {
  await opened.platform.stop();
}
