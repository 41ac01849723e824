import { expect, test } from "vitest";
import { services } from "../../services/index.ts";
import { connections } from "../../wiring/connections.ts";
import { client, type Needs } from "../../wiring/service.ts";
import { toy } from "./toy.ts";

const of = (needs: Needs) =>
  connections([{ stack: "toys", description: client({ name: "toy", needs }) }], "example.org").map(
    ({ from: _, ...rest }) => rest,
  );

test("a database is a connection to PostgreSQL with its owner's password", () => {
  const expected = [
    { to: "core-postgres", over: "PostgreSQL", purpose: "database toybox", credential: "postgres/toybox" },
  ];
  expect(of({ database: "toybox" })).toEqual(expected);
  expect(of({ database: { name: "toybox", renamedFrom: "box" } })).toEqual(expected);
});

test("cache and sessions are connections to a Redis each, with passwords of their own", () => {
  expect(of({ cache: { keys: "toy:*" }, sessions: { keys: "toys:*" } })).toEqual([
    { to: "core-redis", over: "Redis", purpose: "cache keys toy:*", credential: "core-redis/toy" },
    { to: "core-redis-sessions", over: "Redis", purpose: "session keys toys:*", credential: "core-redis-sessions/toy" },
  ]);
});

test("topics are one connection to the broker that says what is published and what is read", () => {
  const purposeOf = (topics: Needs["topics"] & object) => of({ topics }).map(({ purpose }) => purpose);
  expect(purposeOf({ publish: ["a/#", "b"], subscribe: ["c/+"] })).toEqual(["publishes a/#, b; reads c/+"]);
  expect(purposeOf({ publish: ["a/#"] })).toEqual(["publishes a/#"]);
  expect(purposeOf({ subscribe: ["c/+"] })).toEqual(["reads c/+"]);
  expect(of({ topics: { publish: ["a"] } })).toEqual([
    { to: "core-mqtt", over: "MQTT", purpose: "publishes a", credential: "core-mqtt/toy" },
  ]);
});

test("statistics lead to every program that has them", () => {
  expect(of({ statistics: ["postgres", "redis", "mqtt"] })).toEqual([
    { to: "core-postgres", over: "PostgreSQL", purpose: "statistics", credential: "postgres/toy" },
    { to: "core-redis", over: "Redis", purpose: "statistics", credential: "core-redis/toy" },
    { to: "core-redis-sessions", over: "Redis", purpose: "statistics", credential: "core-redis-sessions/toy" },
    { to: "core-mqtt", over: "MQTT", purpose: "statistics", credential: "core-mqtt/toy" },
  ]);
});

test("who may ask about containers asks the socket proxy", () => {
  expect(of({ containers: true })).toEqual([
    { to: "proxy_socket", over: "HTTP", purpose: "containers and their state" },
  ]);
});

test("what is offered through the proxy is a connection from it", () => {
  const gate = toy("gate", {
    route: { host: "sso", access: "internal" },
    signIn: { signedIn: "/", role: "/role/{role}", anybody: "/anybody", returning: "/returning" },
    errorPages: { path: "/{status}" },
  });
  const from = { from: "proxy_app", to: "gate", over: "HTTP" };
  expect(connections([{ stack: "toys", description: gate }], "example.org")).toEqual([
    { ...from, purpose: "https://sso.example.org/" },
    { ...from, purpose: "who is signed in" },
    { ...from, purpose: "pages for what went wrong" },
  ]);
});

test("every connection of the platform is between parties that are described", () => {
  const names = new Set(services.map(({ description }) => description.name));
  const all = connections(services, "example.org");
  expect(all.length).toBeGreaterThan(20);
  expect(all.filter(({ from, to }) => !names.has(from) || !names.has(to))).toEqual([]);
  expect(all).toContainEqual({
    from: "link_app",
    to: "core-postgres",
    over: "PostgreSQL",
    purpose: "database linkwarden",
    credential: "postgres/linkwarden",
  });
});
