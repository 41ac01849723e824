import { describe, expect, test } from "vitest";
import { contradictions } from "../../wiring/contradictions.ts";
import { client, type Needs, type Offers } from "../../wiring/service.ts";
import { toy } from "./toy.ts";

const one = (name: string, needs?: Needs) => [
  { stack: "toys", description: client({ name, ...(needs === undefined ? {} : { needs }) }) },
];

describe("a description by itself", () => {
  test.each<[string, ReturnType<typeof one>, string]>([
    [
      "upper case",
      one("Hello"),
      'services/toys: Hello: "Hello" is no container name (lower-case letters, digits, single - or _ between them)',
    ],
    [
      "double separator",
      one("a__b"),
      'services/toys: a__b: "a__b" is no container name (lower-case letters, digits, single - or _ between them)',
    ],
    ["reserved user", one("admin"), 'services/toys: admin: the name "admin" is taken by the core programs themselves'],
    [
      "database with a dash",
      one("toy", { database: "my-db" }),
      'services/toys: toy: "my-db" is no database name (lower-case letters, digits and _, 63 at most)',
    ],
    [
      "database of the platform",
      one("toy", { database: "kompose_consumer" }),
      `services/toys: toy: the database name "kompose_consumer" is PostgreSQL's or the platform's own`,
    ],
    [
      "database named as PostgreSQL's own",
      one("toy", { database: "pg_toy" }),
      `services/toys: toy: the database name "pg_toy" is PostgreSQL's or the platform's own`,
    ],
    [
      "renamed from template1",
      one("toy", { database: { name: "toy", renamedFrom: "template1" } }),
      `services/toys: toy: the database name "template1" is PostgreSQL's or the platform's own`,
    ],
    [
      "every key",
      one("toy", { cache: { keys: "*" } }),
      'services/toys: toy: the cache keys "*" are no prefix of its own, such as "umami:*"',
    ],
    [
      "keys with a rule smuggled in",
      one("toy", { sessions: { keys: "toy:* +@all" } }),
      'services/toys: toy: the sessions keys "toy:* +@all" are no prefix of its own, such as "umami:*"',
    ],
    ...["#", "$SYS/#", "a/#/b", "a/b#", "a b/c", ""].map((filter): [string, ReturnType<typeof one>, string] => [
      `topic filter "${filter}"`,
      one("toy", { topics: { publish: [filter] } }),
      `services/toys: toy: "${filter}" is no topic filter of its own, such as "kompose/news/#"`,
    ]),
  ])("%s", (_, described, problem) => {
    expect(contradictions(described)).toEqual([problem]);
  });

  test("what the platform's own services ask for is fine", () => {
    expect(
      contradictions(
        one("track_app", {
          database: "umami",
          cache: { keys: "umami:*" },
          topics: { publish: ["kompose/analytics/#"], subscribe: ["sensor/+/state"] },
          statistics: ["redis"],
        }),
      ),
    ).toEqual([]);
  });
});

test("what two claim is named once, with both", () => {
  const needs: Needs = { database: "db", cache: { keys: "k:*" }, sessions: { keys: "s:*" } };
  expect(contradictions([...one("first", needs), ...one("second", needs)])).toEqual([
    'the database "db" is claimed by services/toys: first and services/toys: second',
    'the cache key pattern "k:*" is claimed by services/toys: first and services/toys: second',
    'the sessions key pattern "s:*" is claimed by services/toys: first and services/toys: second',
  ]);
  expect(contradictions([...one("same"), ...one("same")])).toEqual([
    'the name "same" is claimed by services/toys: same and services/toys: same',
  ]);
});

describe("what services offer", () => {
  const offering = (name: string, offers: Offers) => ({ stack: "toys", description: toy(name, offers) });
  const route = (host: string, more: object = {}) => ({ route: { host, access: "internal" as const, ...more } });
  const signIn = { signedIn: "/", role: "/role/{role}", anybody: "/anybody", returning: "/returning" };

  test.each<[string, ReturnType<typeof offering>[], string]>([
    [
      "a route's host with a dot",
      [offering("toy", route("a.b"))],
      'services/toys: toy: "a.b" is no label before the domain, such as "links", or "" for the domain itself',
    ],
    [
      "a route's host that breaks out of its rule",
      [offering("toy", route("a`) || Host(`b"))],
      'services/toys: toy: "a`) || Host(`b" is no label before the domain, such as "links", or "" for the domain itself',
    ],
    [
      "a public route without a reason",
      [offering("toy", route("toy", { access: { public: " " } }))],
      "services/toys: toy: its public route gives no reason why everybody may use it",
    ],
    [
      "a content security policy that Traefik takes for a template",
      [offering("toy", route("toy", { contentSecurityPolicy: '{{ env "HOME" }}' }))],
      "services/toys: toy: its content security policy has characters that a header or Traefik can not carry",
    ],
    [
      "a content security policy of two lines",
      [offering("toy", route("toy", { contentSecurityPolicy: "default-src 'self'\r\nSet-Cookie: a=b" }))],
      "services/toys: toy: its content security policy has characters that a header or Traefik can not carry",
    ],
    [
      "one host for two routes",
      [offering("one", route("toy")), offering("two", route("toy"))],
      'the route\'s host "toy" is claimed by services/toys: one and services/toys: two',
    ],
    [
      "a route for those who are signed in, and nobody who says who is",
      [offering("toy", route("toy", { access: "sso-limited" }))],
      "services/toys: toy: its route is for those who are signed in, and no service offers the sign-in",
    ],
    ...["/", "a", "/a/../b", "/.git/", "/a b", "/a`) || Host(`b", "/a%2fb"].map(
      (path): [string, ReturnType<typeof offering>[], string] => [
        `a public path "${path}"`,
        [offering("toy", route("toy", { public: { [path]: "why" } }))],
        `services/toys: toy: "${path}" is no path of its own, such as "/script.js" or "/hooks/"`,
      ],
    ),
    [
      "a public path without a reason",
      [offering("toy", route("toy", { public: { "/hook": " " } }))],
      "services/toys: toy: its public path /hook gives no reason why everybody may use it",
    ],
    [
      "a public path of a public route",
      [offering("toy", route("toy", { access: { public: "all" }, public: { "/hook": "a webhook" } }))],
      "services/toys: toy: its route is public as a whole, and names public paths besides",
    ],
    [
      "a role where nobody signs in",
      [offering("toy", route("toy", { role: "admin" }))],
      "services/toys: toy: its route is for the role admin, and needs no sign-in that could say who has it",
    ],
    [
      "a login that nobody offers",
      [{ stack: "toys", description: { ...toy("toy", route("toy")), needs: { login: { callback: "/back" } } } }],
      "services/toys: toy: it needs a login, and no service offers the sign-in",
    ],
    [
      "a login without a route",
      [
        offering("gate", { signIn }),
        { stack: "toys", description: { ...toy("toy", {}), needs: { login: { callback: "/back" } } } },
      ],
      "services/toys: toy: its login leads nowhere without a route",
    ],
    [
      "a login that leads back anywhere",
      [
        offering("gate", { signIn }),
        { stack: "toys", description: { ...toy("toy", route("toy")), needs: { login: { callback: "/*" } } } },
      ],
      'services/toys: toy: "/*" is no path that a login leads back to, such as "/oauth2/callback"',
    ],
    [
      "two who say who is signed in",
      [offering("one", { signIn }), offering("two", { signIn })],
      "the sign-in can be offered once, not by services/toys: one and services/toys: two",
    ],
  ])("%s", (_, described, problem) => {
    expect(contradictions(described)).toEqual([problem]);
  });

  test("a route for those who are signed in is fine where somebody says who is", () => {
    const gate = offering("gate", { signIn });
    expect(contradictions([gate, offering("toy", route("toy", { access: "sso" }))])).toEqual([]);
  });
});
