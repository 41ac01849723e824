/** What is wrong with what the platform did to somebody who tried to get past the sign-in. */
import { sessionCookie } from "../../../config/auth/session.ts";
import { domain } from "../../support/door.ts";
import { type TestUser, unescaped } from "../../support/sign-in.ts";
import { answersIn, type HttpAnswer, whoamis } from "../hostile/answers.ts";
import type { Entry } from "../hostile/entry.ts";
import type { Result } from "../hostile/sender.ts";
import { faultsOf } from "../hostile/verdict.ts";

/** What only those get to see who may: the toys', the first page's, the proxy's and Keycloak's own words. */
const admissions: readonly RegExp[] = [
  /"greeting":"(notes|links|office|hooks)"/,
  /data-service="auth_keycloak"/,
  /<title>Traefik|"routers":\{/,
  /"realm":"master"|\/realms\/master\/protocol\/|Administration Console<\/title>/,
  /"preferredUsername"|"access_token":|"id_token":|"client_secret":/,
];

/** Whether somebody was let in. */
export function isAdmitted(bytes: string): boolean {
  return admissions.some((admission) => admission.test(bytes));
}

/** Whether an address, as a browser reads it, is one of the platform's. */
function isOwn(address: string, from: string): boolean {
  let url: URL;
  try {
    url = new URL(address, from);
  } catch {
    // A browser goes nowhere.
    return true;
  }
  const { protocol, hostname } = url;
  return ["http:", "https:"].includes(protocol) && (hostname === domain || hostname.endsWith(`.${domain}`));
}

/** Where an answer sends a browser: at once, and by what it is to bring back from the login. */
export function leadsTo({ head }: HttpAnswer, from: string): string[] {
  const [, location] = /^location: *(.*)\r$/im.exec(head) ?? [];
  if (location === undefined) return [];
  const address = Buffer.from(location, "latin1").toString();
  let query = new URLSearchParams();
  try {
    query = new URL(address, from).searchParams;
  } catch {
    return [address];
  }
  // OAuth2 Proxy's state is a nonce, a colon, and where to go in the end.
  const [, end] = /^[^:]*:([\s\S]*)$/.exec(query.get("state") ?? "") ?? [];
  return [address, ...[query.get("redirect_uri"), end].filter((each) => typeof each === "string")];
}

/** Where a page's links, forms and scripts lead that are not its own, but what somebody asked for. */
function pageLeadsTo({ body }: HttpAnswer): string[] {
  const found = body.matchAll(/\b(?:href|action|src|url)=["']?\s*([^"'\s>]+)/gi);
  return [...found]
    .map(([, address = ""]) => Buffer.from(unescaped(address), "latin1").toString())
    .filter((address) => /evil|script:/i.test(address));
}

/** Faults of where it leads. */
export function astray(entry: Entry, answers: readonly HttpAnswer[]): string[] {
  // What plain HTTP's way to TLS repeats of an absolute target, no link makes a browser ask for.
  if (entry.to.over !== "tls") return [];
  const from = `https://${entry.to.name}/oauth2/start`;
  return answers.flatMap((answer) => [
    ...[...leadsTo(answer, from), ...pageLeadsTo(answer)]
      .filter((address) => !isOwn(address, from))
      .map((address) => `leads to ${JSON.stringify(address)}`),
    ...(/^set-cookie: *a=b/im.test(answer.head) ? ["a header was put into the answer"] : []),
  ]);
}

/** Every fault of an entry that may let nobody in. */
export function intrusions(entry: Entry, result: Result, client: string): string[] {
  return [...faultsOf(entry, result, client, isAdmitted), ...astray(entry, answersIn(result.received))];
}

/**
 * Every fault of an entry that comes in as `user`, who may use `notes` and nothing else of the toys: who it is must be
 * said, no other word about that may come through, and the session's cookie may reach nobody.
 */
export function misrepresentations(entry: Entry, result: Result, client: string, user: TestUser): string[] {
  const { received } = result;
  const elsewhere = (bytes: string) => /"greeting":"(links|office|hooks)"/.test(bytes);
  const said = whoamis(answersIn(received)).filter(({ host }) => /^notes\./i.test(host));
  return [
    ...faultsOf(entry, result, client, elsewhere),
    ...said.flatMap(({ headers }) => {
      const told = [headers["X-Auth-Request-Email"], headers["X-Auth-Request-Preferred-Username"]].map(String);
      return told.join() === [user.email, user.username].join()
        ? []
        : [`the service was told it is ${told.join(", ")}`];
    }),
    ...(whoamis(answersIn(received)).some(({ headers }) => JSON.stringify(headers).includes(sessionCookie))
      ? ["the service was given the session's cookie"]
      : []),
  ];
}
