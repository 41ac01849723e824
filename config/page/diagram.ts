/** The wiring diagram as SVG. Its colours are the page's, and every card is a link to the service's details. */
import { html, type Markup } from "./html.ts";
import { type Box, card, type Edge, type Layout, layout } from "./layout.ts";
import { program } from "./program.ts";
import type { PageShare } from "./share.ts";
import { firstState } from "./state-mark.ts";

const round = (value: number) => Math.round(value * 10) / 10;

/** How far a line keeps its direction at its ends: half of the way across, or a shallow arc beside one column. */
function reach({ start, end, leaves, arrives }: Edge): number {
  if (leaves !== arrives) return Math.max(60, Math.abs(end.x - start.x) / 2);
  return Math.min(110, 26 + Math.abs(end.y - start.y) * 0.14);
}

function curve(edge: Edge): string {
  const { start, end, leaves, arrives } = edge;
  const bend = reach(edge);
  const point = (x: number, y: number) => `${round(x)} ${round(y)}`;
  // The arrow's point stays clear of the card's border.
  const tip = end.x + arrives * 2;
  return `M${point(start.x, start.y)}C${point(start.x + leaves * bend, start.y)} ${point(tip + arrives * bend, end.y)} ${point(tip, end.y)}`;
}

/** The width of a character of the labels: 0.6 em, as in every usual monospaced font, at 11 px. */
const characterWidth = 6.62;
const longestLabel = 24;

function labelText({ connections }: Edge): string {
  const text = connections.map(({ purpose }) => purpose.replace(/^https:\/\//, "")).join(", ");
  return text.length > longestLabel ? `${text.slice(0, longestLabel - 1)}…` : text;
}

/** A label beside one end of a line. It is shown while the service at the other end is looked at. */
function label(edge: Edge, which: "start" | "end"): Markup {
  const text = labelText(edge);
  const { x, y } = edge[which];
  const side = which === "start" ? edge.leaves : edge.arrives;
  const width = text.length * characterWidth + 12;
  // Left of the first column there is no room: there it is beside the card's other side.
  const outside = side === -1 && x - 11 - width < 0;
  const left = side === 1 ? x + 11 : outside ? x + card.width + 11 : x - 11 - width;
  return html`<g class="label at-${which}"><rect x="${round(left)}" y="${round(y - 9)}" width="${round(width)}" height="18" rx="4"/><text x="${round(left + 6)}" y="${round(y + 3.8)}">${text}</text></g>`;
}

function line(edge: Edge): Markup {
  const [{ from, to, over }] = edge.connections;
  return html`<path class="line" data-from="${from}" data-to="${to}" data-over="${over}" d="${curve(edge)}" marker-end="url(#page--arrow)"/>`;
}

function labels(edge: Edge): Markup {
  const [{ from, to }] = edge.connections;
  return html`<g class="labels" data-from="${from}" data-to="${to}">${label(edge, "start")}${label(edge, "end")}</g>`;
}

function stackBox({ name, x, y, width, height }: Box & { name: string }): Markup {
  return html`<g class="stack"><rect x="${x}" y="${round(y)}" width="${width}" height="${height}" rx="8"/><text x="${x + 11}" y="${round(y + 15.5)}">${name}</text></g>`;
}

function cardLink({ service, x, y }: Layout["cards"][number]): Markup {
  const { name, kind, image } = service;
  const state = firstState(service);
  const about = image === undefined ? "not run here" : program(image);
  return html`<a class="card ${kind}" href="#${name}" aria-label="${name}, ${about}, ${state}" data-label="${name}, ${about}" data-state-of="${name}" data-state="${state}"><rect x="${x}" y="${round(y)}" width="${card.width}" height="${card.height}" rx="6"/><circle class="halo" cx="${x + 15}" cy="${round(y + 14)}" r="6.5"/><circle class="dot" cx="${x + 15}" cy="${round(y + 14)}" r="4"/><text class="name" x="${x + 27}" y="${round(y + 18)}">${name}</text> <text class="about" x="${x + 27}" y="${round(y + 32)}">${about}</text></a>`;
}

/** The diagram of everything in `share`. */
export function diagram(share: PageShare): Markup {
  const { width, height, columns, stacks, cards, edges } = layout(share);
  return html`<svg class="diagram" data-columns="${columns}" viewBox="0 0 ${width} ${round(height)}" width="${width}" height="${round(height)}" role="group" aria-labelledby="page--wiring">
<defs><marker id="page--arrow" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="6.5" markerHeight="6.5" orient="auto"><path d="M0 .8 7.5 4 0 7.2z" fill="context-stroke"/></marker></defs>
${stacks.map(stackBox)}
<g class="lines">${edges.map(line)}</g>
<g>${cards.map(cardLink)}</g>
<g aria-hidden="true">${edges.map(labels)}</g>
</svg>`;
}
