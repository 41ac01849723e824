import { expect, test } from "vitest";
import { pageShare } from "../../wiring/page-share.ts";
import { client, command, service } from "../../wiring/service.ts";

const toy = service({
  name: "toys_hello",
  image: "kompose-toy:1.0.0",
  user: "65534:65534",
  port: 8080,
  memory: "32MiB",
  health: command("true"),
  offers: { route: { host: "hello", access: "internal" } },
});

test("the page is told what runs, where it is reached, and what is only declared", () => {
  const connections = [{ from: "toys_bear", to: "toys_hello", over: "HTTP", purpose: "says hello" }];
  expect(
    pageShare(
      [
        { stack: "toys", description: client({ name: "toys_bear" }) },
        { stack: "toys", description: toy },
      ],
      connections,
      "example.org",
    ),
  ).toEqual({
    domain: "example.org",
    services: [
      { name: "toys_bear", stack: "toys", kind: "client" },
      {
        name: "toys_hello",
        stack: "toys",
        kind: "service",
        image: "kompose-toy:1.0.0",
        address: "https://hello.example.org/",
        internalAddress: "toys_hello:8080",
      },
    ],
    connections,
  });
});
