import { expect, test } from "vitest";
import { layout } from "../../../config/page/layout.ts";
import type { PageShare } from "../../../config/page/share.ts";
import { share } from "./share.ts";

const http = (from: string, to: string) => ({ from, to, over: "HTTP", purpose: "asks" });
const small: PageShare = {
  domain: "example.org",
  environment: "test",
  services: [
    { name: "base_one", stack: "base", kind: "service" },
    { name: "base_two", stack: "base", kind: "service" },
    { name: "app_one", stack: "app", kind: "service" },
    { name: "tool_one", stack: "tool", kind: "client" },
    { name: "door_one", stack: "door", kind: "service", address: "https://example.org/" },
  ],
  connections: [
    http("door_one", "tool_one"),
    http("door_one", "app_one"),
    http("tool_one", "base_one"),
    http("app_one", "base_two"),
  ],
};

test("the entrance is on the left, what everything rests on is on the right", () => {
  const columns = layout(small).cards.map(({ service, column }) => [service.name, column]);
  expect(Object.fromEntries(columns)).toEqual({ door_one: 0, app_one: 1, tool_one: 1, base_one: 2, base_two: 2 });
});

test("without an entrance there are two columns", () => {
  expect(layout({ ...small, domain: "example.com" }).columns).toBe(2);
});

test("lines of two neighbours do not cross", () => {
  const { cards } = layout(small);
  const y = (name: string) => cards.find(({ service }) => service.name === name)?.y ?? Number.NaN;
  expect(Math.sign(y("app_one") - y("tool_one"))).toBe(Math.sign(y("base_two") - y("base_one")));
});

test("a line leaves and arrives at the border of a card, and several spread along it", () => {
  const { cards, edges } = layout(small);
  const door = cards.find(({ service }) => service.name === "door_one") ?? expect.fail();
  const leaving = edges.filter(({ connections: [{ from }] }) => from === "door_one");
  expect(leaving.map(({ start, leaves }) => [start.x, leaves])).toEqual([
    [door.x + door.width, 1],
    [door.x + door.width, 1],
  ]);
  expect(leaving.map(({ start }) => ((start.y - door.y) / door.height).toFixed(3)).sort()).toEqual(["0.333", "0.667"]);
});

test("what one asks of another is one line, whatever it is", () => {
  const twice = {
    ...small,
    connections: [http("app_one", "base_two"), { ...http("app_one", "base_two"), purpose: "tells" }],
  };
  expect(layout(twice).edges.map(({ connections }) => connections.map(({ purpose }) => purpose))).toEqual([
    ["asks", "tells"],
  ]);
});

test("nobody is on top of somebody else, and everybody is inside the diagram", () => {
  const { cards, width, height } = layout(share);
  expect(cards).toHaveLength(share.services.length);
  const overlapping = cards.flatMap((one, index) =>
    cards
      .slice(index + 1)
      .filter((other) => Math.abs(one.x - other.x) < one.width && Math.abs(one.y - other.y) < one.height)
      .map((other) => `${one.service.name} and ${other.service.name}`),
  );
  expect(overlapping).toEqual([]);
  expect(
    cards.filter(({ x, y, ...box }) => x < 0 || y < 0 || x + box.width > width || y + box.height > height),
  ).toEqual([]);
});
