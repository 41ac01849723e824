import { expect, test } from "vitest";
import { loginClients } from "../../wiring/logins.ts";
import { toy } from "./toy.ts";

test("who needs a login is a client, that leads back to one address of its route", () => {
  const hello = toy("toys_hello", { route: { host: "hello", access: { public: "signs in itself" } } });
  const roles = { admin: ["owner"] };
  expect(
    loginClients(
      [{ ...hello, needs: { login: { callback: "/auth/back", roles } } }, toy("toys_other", {}), hello],
      "example.org",
    ),
  ).toEqual([
    {
      id: "toys_hello",
      address: "https://hello.example.org/",
      redirects: ["https://hello.example.org/auth/back"],
      postLogoutRedirects: ["https://hello.example.org/"],
      roles,
    },
  ]);
});
