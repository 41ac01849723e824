/** What somebody is told who is signed in, but lacks the role that an address is for. */
import { createHash } from "node:crypto";
import type { Refusal } from "../auth/gate.ts";
import { signOutAddress } from "../auth/sign-out.ts";
import type { PlatformRole } from "../platform-role.ts";
import { document } from "./document.ts";
import { html, trusted } from "./html.ts";
import { style, theme } from "./style.ts";

const people: Readonly<Record<PlatformRole, string>> = {
  admin: "administrators",
  editor: "editors",
  viewer: "viewers",
};

const css = theme + style("error.css");

/** Where it is sent from no header says what it may do, so that it says so itself. */
const policy = `default-src 'none'; style-src 'sha256-${createHash("sha256").update(css).digest("base64")}'; img-src data:; base-uri 'none'; form-action 'none'`;

function refusal(role: PlatformRole, domain: string): Refusal {
  const home = `https://${domain}/`;
  const title = `This is for ${people[role]}`;
  const detail = `The role ${role} is needed here, and your account does not have it. An administrator can give it to you.`;
  return {
    page: document(
      title,
      html`<meta http-equiv="Content-Security-Policy" content="${policy}">
<link rel="icon" href="data:,">
<style>${trusted(css)}</style>`,
      html`<main>
<p class="status">403</p>
<h1>${title}</h1>
<p>You are signed in. ${detail}</p>
<p><a href="${home}">Every service of ${domain}</a></p>
<p><a href="${signOutAddress(domain, home)}">Sign in as somebody else</a></p>
</main>`,
    ),
    problem: JSON.stringify({ type: "about:blank", title, status: 403, detail, role }),
  };
}

/** The refusals of a domain's addresses, by the role that is needed: a page, and what a program can read (RFC 9457). */
export function refusals(domain: string): Readonly<Record<PlatformRole, Refusal>> {
  return {
    admin: refusal("admin", domain),
    editor: refusal("editor", domain),
    viewer: refusal("viewer", domain),
  };
}
