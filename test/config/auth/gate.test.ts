import { expect, test } from "vitest";
import { gateFiles } from "../../../config/auth/gate.ts";
import { sessionCookie } from "../../../config/auth/session.ts";
import { secretsIn } from "../../../config/secret-file.ts";

const refusal = (role: string) => ({ page: `<p>${role}</p>`, problem: `{"needs":"${role}"}` });
const files = gateFiles({ admin: refusal("admin"), editor: refusal("editor"), viewer: refusal("viewer") });
const settings = files.find(({ path }) => path === "haproxy.cfg")?.content(() => expect.fail("no secret")) ?? "";

/** What HAProxy leaves of a Cookie header in a variable, by the expressions that it gets. */
function left(cookies: string, variable = "txn.cookie"): string {
  const line = settings.split("\n").find((each) => each.includes(`set-var(${variable})`)) ?? "";
  const patterns = [...line.matchAll(/regsub\("([^"]*)","",?(g?)\)/g)];
  expect(patterns).toHaveLength(2);
  return patterns.reduce(
    (text, [, pattern = "", flags = ""]) =>
      text.replace(new RegExp(pattern.replaceAll("[[:space:]]", "\\s"), flags), ""),
    cookies,
  );
}

test.each([
  ["a=b", "a=b"],
  [`${sessionCookie}=x`, ""],
  [`a=b; ${sessionCookie}=x; c=d`, "a=b; c=d"],
  [`${sessionCookie}=x; a=b`, "a=b"],
  [`a=b;${sessionCookie}_csrf_1=x;c=d`, "a=b;c=d"],
  [`  ${sessionCookie}=x;; a=b`, "a=b"],
  [`${sessionCookie}=x; ${sessionCookie}=y`, ""],
  [`other${sessionCookie}=1`, `other${sessionCookie}=1`],
])("of the cookies %j, %j goes on to the service", (cookies, expected) => expect(left(cookies)).toBe(expected));

test.each([
  [`${sessionCookie}=x`, ""],
  [`${sessionCookie}_1_csrf=x`, `${sessionCookie}_1_csrf=x`],
  [`a=b; ${sessionCookie}=x; ${sessionCookie}_1_csrf=y`, `a=b; ${sessionCookie}_1_csrf=y`],
  [`${sessionCookie} =x; ${sessionCookie}_1_csrf=y;${sessionCookie}=z`, `${sessionCookie}_1_csrf=y`],
])("of the cookies %j, %j goes on to where a login ends", (cookies, expected) =>
  expect(left(cookies, "txn.login")).toBe(expected),
);

test("every role has its question, and its refusal for browsers and for programs", () => {
  for (const role of ["admin", "editor", "viewer"]) {
    expect(settings).toContain(
      `return status 200 if { path /role/${role} } { req.hdr(x-auth-request-groups) -m str ${role} }`,
    );
    expect(files.find(({ path }) => path === `refused-${role}.html`)?.content(String)).toBe(`<p>${role}</p>`);
    expect(files.find(({ path }) => path === `refused-${role}.json`)?.content(String)).toBe(`{"needs":"${role}"}`);
  }
});

test("it knows no secret, and is told to start again when its files change", () => {
  expect(secretsIn(files)).toEqual([]);
  expect(files.every(({ onChange }) => onChange === "restart")).toBe(true);
});
