/** The one door: what answers there, to whom, and that nothing else answers anywhere. */
import { afterAll, beforeAll } from "vitest";
import { browserImage } from "../support/browser.ts";
import { type Door, openDoor } from "../support/door.ts";
import { access } from "./door/access.ts";
import { answers } from "./door/answers.ts";
import { changes } from "./door/changes.ts";
import { labels } from "./door/labels.ts";
import { page } from "./door/page.ts";
import { reach } from "./door/reach.ts";
import { scan } from "./door/scan.ts";
import { traffic } from "./door/traffic.ts";
import { trustedProxies } from "./door/trusted-proxies.ts";

let door: Door;
const opened = () => door;
beforeAll(async () => {
  door = await openDoor([browserImage]);
}, 900_000);
afterAll(() => door?.platform.stop(), 60_000);

answers(opened);
access(opened);
reach(opened);
traffic(opened);
labels(opened);
page(opened);
changes(opened);
scan(opened);
trustedProxies(opened);
