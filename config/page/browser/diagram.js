// The diagram: who is looked at, and who is filtered out.

const diagram = /** @type {SVGSVGElement} */ (document.querySelector(".diagram"));
const cards = /** @type {NodeListOf<SVGAElement>} */ (diagram.querySelectorAll(".card"));
const connections = /** @type {NodeListOf<SVGElement>} */ (diagram.querySelectorAll("[data-from]"));

/** @param {Element} card */
const nameOf = (card) => card.getAttribute("data-state-of") ?? "";

/** The service whose details are open. */
let selected = "";

/** Makes a service stand out, with its lines, their labels and its neighbours; none for an empty name.
 * @param {string} name */
function highlight(name) {
  const near = new Set();
  diagram.classList.toggle("looking", name !== "");
  for (const connection of connections) {
    const { from, to } = connection.dataset;
    connection.classList.toggle("shown", from === name || to === name);
    connection.classList.toggle("outgoing", from === name);
    connection.classList.toggle("incoming", to === name);
    if (from === name) near.add(to);
    if (to === name) near.add(from);
  }
  for (const card of cards) {
    card.classList.toggle("looked-at", nameOf(card) === name);
    card.classList.toggle("neighbour", near.has(nameOf(card)));
  }
}

/** Keeps a service highlighted while its details are open.
 * @param {string} name empty for none */
export function select(name) {
  selected = name;
  highlight(name);
}

/** Highlights the card that the pointer or the focus is on. */
export function highlightOnApproach() {
  for (const card of cards) {
    for (const event of ["pointerenter", "focus"]) card.addEventListener(event, () => highlight(nameOf(card)));
    for (const event of ["pointerleave", "blur"]) card.addEventListener(event, () => highlight(selected));
  }
}

/** Fades all but these services, and takes the others from the keyboard's way.
 * @param {ReadonlySet<string | undefined>} shown */
export function showInDiagram(shown) {
  for (const card of cards) {
    const out = !shown.has(nameOf(card));
    card.classList.toggle("filtered-out", out);
    card.setAttribute("tabindex", out ? "-1" : "0");
    if (out) card.setAttribute("aria-hidden", "true");
    else card.removeAttribute("aria-hidden");
  }
  for (const connection of connections) {
    const { from, to } = connection.dataset;
    connection.classList.toggle("filtered-out", !shown.has(from) || !shown.has(to));
  }
}
