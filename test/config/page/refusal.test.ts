import { expect, test } from "vitest";
import { refusals } from "../../../config/page/refusal.ts";
import { platformRoles } from "../../../config/platform-role.ts";

const refused = refusals("example.org");

test.each([
  ["admin", "This is for administrators"],
  ["editor", "This is for editors"],
  ["viewer", "This is for viewers"],
] as const)("who lacks the role %s is told: %s", (role, title) => {
  const { page, problem } = refused[role];
  expect(page).toContain(`<h1>${title}</h1>`);
  expect(page).toContain("You are signed in.");
  expect(page).toContain(`The role ${role} is needed here`);
  expect(JSON.parse(problem)).toEqual({
    type: "about:blank",
    title,
    status: 403,
    detail: expect.stringMatching(new RegExp(`^The role ${role} is needed here.*\\.$`)),
    role,
  });
});

test("there is a way on: to the first page, or as somebody else", () => {
  for (const role of platformRoles) {
    expect([...refused[role].page.matchAll(/<a href="([^"]*)">/g)].map(([, address]) => address)).toEqual([
      "https://example.org/",
      "https://sso.example.org/oauth2/sign_out?rd=https%3A%2F%2Fexample.org%2F",
    ]);
  }
});

test("the page needs nothing from elsewhere, and allows itself no more than its style", async () => {
  const { page } = refused.admin;
  const [, style = ""] = /<style>(.*)<\/style>/s.exec(page) ?? [];
  const hash = Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(style))).toString("base64");
  expect(page).toContain(
    `<meta http-equiv="Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;sha256-${hash}&#39;; img-src data:; base-uri &#39;none&#39;; form-action &#39;none&#39;">`,
  );
  expect(page).not.toMatch(/<script|\ssrc=|url\(|@import|\sstyle=/);
});
