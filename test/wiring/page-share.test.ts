import { expect, test } from "vitest";
import { pageShare } from "../../wiring/page-share.ts";
import { client } from "../../wiring/service.ts";
import { toy } from "./toy.ts";

const hello = toy("toys_hello", { route: { host: "hello", access: "internal" } });

test("the page is told what runs, where it is reached, and what is only declared", () => {
  const connections = [{ from: "toys_bear", to: "toys_hello", over: "HTTP", purpose: "says hello" }];
  expect(
    pageShare(
      [
        { stack: "toys", description: client({ name: "toys_bear" }) },
        { stack: "toys", description: hello },
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
