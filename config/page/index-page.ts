/** The first page: a filter, the list of every service, the wiring diagram and the details of each service. */
import { details } from "./details.ts";
import { diagram } from "./diagram.ts";
import { document } from "./document.ts";
import { html, type Markup, trusted } from "./html.ts";
import { program } from "./program.ts";
import { marks } from "./server/person.ts";
import { served } from "./server/served.ts";
import { states } from "./server/states.ts";
import type { PageService, PageShare } from "./share.ts";
import { stateOf } from "./state-mark.ts";

/** All states that can be filtered for: before the first answer nothing is known, and a client is only declared. */
const shownStates = [...states, "unknown", "declared"];

function chip(group: "stack" | "state", value: string, count: number | undefined): Markup {
  return html`<label class="chip"><input type="checkbox" name="${group}" value="${value}"><span data-${group}="${value}">${value} <b data-count-of="${value}">${count}</b></span></label>`;
}

function filter({ services }: PageShare): Markup {
  const stacks = Map.groupBy(services, ({ stack }) => stack);
  const clients = services.filter(({ kind }) => kind === "client").length;
  const running = services.length - clients;
  const firstCounts: Partial<Record<string, number>> = { unknown: running, declared: clients };
  return html`<form class="filter" role="search" aria-label="Services">
<label class="search"><span>Filter</span><input type="search" name="text" placeholder="name, image, address, secret…" autocomplete="off" spellcheck="false"></label>
<div class="choices">
<div class="choice" role="group" aria-labelledby="page--by-state"><span id="page--by-state">State</span><div class="chips">${shownStates.map((state) => chip("state", state, firstCounts[state] ?? 0))}</div></div>
<div class="choice" role="group" aria-labelledby="page--by-stack"><span id="page--by-stack">Stack</span><div class="chips">${[...stacks].map(([stack, members]) => chip("stack", stack, members.length))}</div></div>
</div>
<p class="count" role="status" id="page--count">${services.length} of ${services.length} shown</p>
</form>`;
}

/** Who is signed in, for the server to fill in. */
function person({ account, signOut }: PageShare): Markup | false {
  if (signOut === undefined) return false;
  return html`${trusted(marks.start)}<p class="person"><span>Signed in as <b>${marks.name}</b> <span class="roles">${marks.roles}</span></span>
${account !== undefined && html`<a href="${account}">Account</a>`}
<a href="${signOut}">Sign out</a></p>${trusted(marks.end)}`;
}

/** All that the filter's text is looked for in. */
function searchable({ name, stack, image, address }: PageService, { connections }: PageShare): string {
  const mine = connections.filter(({ from }) => from === name);
  return [name, stack, image, address, ...mine.flatMap(({ over, purpose, credential }) => [over, purpose, credential])]
    .filter((text) => text !== undefined)
    .join(" ")
    .toLowerCase();
}

function where({ address, internalAddress }: PageService): Markup {
  if (address !== undefined)
    return html`<a class="address" href="${address}">${address.replace(/^https:\/\//, "")}</a>`;
  return internalAddress === undefined ? html`` : html`<span class="address">${internalAddress}</span>`;
}

function row(service: PageService, share: PageShare): Markup {
  const { name, stack, kind, image } = service;
  return html`<li class="${kind}" data-service="${name}" data-stack="${stack}" data-text="${searchable(service, share)}">
<div class="pair"><a class="name" href="#${name}">${name}</a>${stateOf(service)}</div>
<div class="pair"><span class="version">${image !== undefined && program(image)}</span>${where(service)}</div>
</li>`;
}

function list(share: PageShare): Markup {
  const stacks = [...Map.groupBy(share.services, ({ stack }) => stack)];
  return html`<section class="list" id="page--services" aria-labelledby="page--services-title">
<header><h2 id="page--services-title">Services</h2><a href="#page--wiring">Wiring diagram</a></header>
${stacks.map(
  ([stack, services]) => html`<section data-group="${stack}" aria-labelledby="stack--${stack}">
<h3 id="stack--${stack}">${stack}</h3>
<ul>${services.map((service) => row(service, share))}</ul>
</section>`,
)}
<p class="nothing" hidden>Nothing matches. <button type="button" id="page--clear">Clear the filter</button></p>
</section>`;
}

function legend({ connections, services }: PageShare): Markup {
  const protocols = [...new Set(connections.map(({ over }) => over))].sort();
  return html`<ul class="legend" aria-label="Legend">
${protocols.map((over) => html`<li class="over" data-over="${over}">${over}</li>`)}
${services.some(({ kind }) => kind === "client") && html`<li class="dashed">declared, not run here</li>`}
</ul>`;
}

function wiring(share: PageShare): Markup {
  return html`<section class="wiring" aria-labelledby="page--wiring">
<header><h2 id="page--wiring">Wiring</h2>${legend(share)}</header>
<div class="canvas" role="region" aria-label="Wiring diagram, can be scrolled" tabindex="0">
${diagram(share)}
</div>
</section>`;
}

/** The modules that the page's script imports: known at once, they are not waited for one after the other. */
const modules = Object.keys(served).filter((path) => path.endsWith(".js") && path !== "/page.js");

/**
 * The page as it is before its script runs: complete, with every state unknown. Its own ids hold a double dash, which no
 * service's name does: the others are the services'.
 */
export function indexPage(share: PageShare): string {
  const { domain, environment, services } = share;
  return document(
    domain,
    html`<meta name="description" content="Every service of ${domain}, its state and its wiring.">
<link rel="icon" href="/favicon.svg" type="image/svg+xml">
<link rel="stylesheet" href="/page.css">
${modules.map((path) => html`<link rel="modulepreload" href="${path}">`)}
<script type="module" src="/page.js"></script>`,
    html`<a class="skip" href="#page--services">Skip to the services</a>
<header class="top">
<h1>${domain}</h1><span class="environment">${environment}</span>
<p class="summary" id="page--summary" role="status"><noscript>States are shown where scripts run.</noscript></p>
<p class="seen" id="page--seen"></p>
${person(share)}
</header>
<main>
${filter(share)}
${list(share)}
${wiring(share)}
<div class="panel">
${services.map((service) => details(service, share))}</div>
</main>`,
  );
}
