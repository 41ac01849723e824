/** The sign-in: what people see of it, that nobody gets past it, and that it changes and restarts unnoticed. */
import { afterAll, beforeAll } from "vitest";
import { browserImage } from "../support/browser.ts";
import { openSignIn, type SignIn } from "../support/sign-in.ts";
import { attacks } from "./sign-in/attacks.ts";
import { fixation } from "./sign-in/fixation.ts";
import { insideAddresses } from "./sign-in/inside-addresses.ts";
import { people } from "./sign-in/people.ts";
import { realm } from "./sign-in/realm.ts";
import { restarts } from "./sign-in/restarts.ts";
import { walk } from "./sign-in/walk.ts";

let signIn: SignIn;
const opened = () => signIn;
beforeAll(async () => {
  signIn = await openSignIn([browserImage]);
}, 1_200_000);
afterAll(() => signIn?.platform.stop(), 60_000);

people(opened);
attacks(opened);
fixation(opened);
insideAddresses(opened);
walk(opened);
realm(opened);
restarts(opened);
