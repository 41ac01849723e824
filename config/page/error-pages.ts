/** What is answered when there is nothing else to answer: one page a case, complete in itself. */
import { createHash } from "node:crypto";
import { document } from "./document.ts";
import { html, trusted } from "./html.ts";

/** An answer to a request that came to nothing. */
export interface ErrorPage {
  /** The HTTP status. */
  status: number;
  /** In a few words. */
  title: string;
  /** What it means for whoever asked, in a sentence. */
  detail: string;
  /** The whole page. */
  page: string;
}

export interface ErrorPages {
  /** The pages' content security policy: nothing but the style that is written in them. */
  policy: string;
  /** By the status they are for; `unknown-host` is for addresses that nothing answers for. */
  pages: Readonly<Record<string, ErrorPage>>;
}

const away = "It may be starting, or on its way back. Try again in a moment.";

const cases: Readonly<Record<string, Omit<ErrorPage, "page">>> = {
  "unknown-host": {
    status: 404,
    title: "Nothing lives at this address",
    detail: "The platform answers here, but it has no service of this name.",
  },
  403: {
    status: 403,
    title: "Reachable only from inside addresses",
    detail: "This service answers inside the network, and the address you come from is not in it.",
  },
  404: { status: 404, title: "There is no such page", detail: "The address may be misspelt, or the page is gone." },
  429: { status: 429, title: "Too many requests", detail: "Wait a minute, then try again." },
  500: {
    status: 500,
    title: "The service failed",
    detail: "It could not answer this request. It may be in its log why.",
  },
  502: { status: 502, title: "The service does not answer right now", detail: away },
  503: { status: 503, title: "The service does not answer right now", detail: away },
  504: { status: 504, title: "The service does not answer right now", detail: "It was asked, and took too long." },
};

/**
 * All error pages of a domain. They are shown on addresses of which no other file is ours, so their style is inside.
 * @param style the text of their style sheet
 */
export function errorPages(domain: string, style: string): ErrorPages {
  const home = `https://${domain}/`;
  const page = ({ status, title, detail }: Omit<ErrorPage, "page">) =>
    document(
      title,
      html`<link rel="icon" href="data:,">
<style>${trusted(style)}</style>`,
      html`<main>
<p class="status">${status}</p>
<h1>${title}</h1>
<p>${detail}</p>
<p><a href="${home}">Every service of ${domain}</a></p>
</main>`,
    );
  const hash = createHash("sha256").update(style).digest("base64");
  return {
    policy: `default-src 'none'; style-src 'sha256-${hash}'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
    pages: Object.fromEntries(Object.entries(cases).map(([name, about]) => [name, { ...about, page: page(about) }])),
  };
}
