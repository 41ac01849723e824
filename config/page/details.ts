/** The details of one service: what it is, who it talks to, over what and with which credential, and who talks to it. */
import type { Connection } from "../connection.ts";
import { html, type Markup } from "./html.ts";
import type { PageService, PageShare } from "./share.ts";
import { stateOf } from "./state-mark.ts";

function fact(term: string, value: Markup): Markup {
  return html`<div><dt>${term}</dt><dd>${value}</dd></div>`;
}

function facts({ stack, image, address, internalAddress }: PageService): Markup {
  return html`<dl class="facts">
${fact("Stack", html`${stack}`)}
${image === undefined ? fact("Runs", html`elsewhere, or is still to come: only its credentials are kept here`) : fact("Image", html`<code>${image}</code>`)}
${address !== undefined && fact("Address", html`<a href="${address}">${address}</a>`)}
${internalAddress !== undefined && fact("Inside", html`<code>${internalAddress}</code>`)}
</dl>`;
}

function connection({ over, purpose, credential }: Connection, other: string): Markup {
  return html`<li data-over="${over}"><a href="#${other}">${other}</a> <span class="over">${over}</span>
<span class="purpose">${purpose}</span>
${credential === undefined ? html`<span class="credential">no credential</span>` : html`<span class="credential">credential <code>${credential}</code></span>`}</li>`;
}

function list(title: string, nobody: string, items: readonly Markup[]): Markup {
  return html`<h3 class="part">${title}</h3>
${items.length === 0 ? html`<p class="none">${nobody}</p>` : html`<ul class="connections">${items}</ul>`}`;
}

/** The details of a service as a dialog, whose id is the service's name. */
export function details(service: PageService, share: PageShare): Markup {
  const { name } = service;
  const talksTo = share.connections.filter(({ from }) => from === name);
  const talkedToBy = share.connections.filter(({ to }) => to === name);
  return html`<dialog class="details" id="${name}" aria-labelledby="${name}--title">
<div class="title"><h2 id="${name}--title" tabindex="-1">${name}</h2><a class="close" href="#page--services" aria-label="Close the details">✕</a></div>
${stateOf(service)}
${facts(service)}
${list(
  "Talks to",
  "Nobody.",
  talksTo.map((each) => connection(each, each.to)),
)}
${list(
  "Asked by",
  "Nobody.",
  talkedToBy.map((each) => connection(each, each.from)),
)}
</dialog>
`;
}
