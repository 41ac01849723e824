// Opens the details of the service that the address names, as #core-postgres does, and closes them again.
import { select } from "./diagram.js";

/** Where the details take the place of the list and the diagram stays in use; on less room they are all there is. */
const beside = matchMedia("(min-width: 64rem)");

/** @param {string} hash @returns {HTMLDialogElement | undefined} */
function detailsAt(hash) {
  const target = document.getElementById(hash.slice(1));
  return target instanceof HTMLDialogElement ? target : undefined;
}

/** @returns {HTMLDialogElement | null} */
const opened = () => document.querySelector("dialog[open]");

/** Where the focus goes when the details are closed: to what opened them.
 * @type {Element | undefined} */
let opener;

/** @param {HTMLDialogElement} dialog */
function open(dialog) {
  opened()?.close();
  if (beside.matches) dialog.show();
  else dialog.showModal();
  dialog.querySelector("h2")?.focus();
  select(dialog.id);
}

/** Opens or closes what the address says. */
function follow() {
  const wanted = detailsAt(location.hash);
  const current = opened();
  if (wanted === current) return;
  if (wanted !== undefined) return open(wanted);
  if (current === null) return;
  const hadFocus = current.matches(":modal") || current.contains(document.activeElement);
  current.close();
  select("");
  const back = opener ?? document.querySelector(`.list a[href="#${CSS.escape(current.id)}"]`);
  if (hadFocus && (back instanceof HTMLElement || back instanceof SVGElement)) back.focus();
  opener = undefined;
}

/** @param {string} address */
function go(address) {
  history.pushState(null, "", address);
  follow();
}

function close() {
  go(location.pathname + location.search);
}

/** Whether a click was on the backdrop, which the browser counts as the dialog itself.
 * @param {MouseEvent} event */
function isBeside({ target, clientX, clientY }) {
  if (!(target instanceof HTMLDialogElement)) return false;
  const { left, right, top, bottom } = target.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

/** @param {MouseEvent} event */
function followLink(event) {
  if (event.ctrlKey || event.metaKey || event.shiftKey || !(event.target instanceof Element)) return;
  const link = event.target.closest("a");
  if (link === null) {
    if (isBeside(event)) close();
    return;
  }
  if (link.classList.contains("close")) {
    event.preventDefault();
    return close();
  }
  const address = link.getAttribute("href") ?? "";
  if (!address.startsWith("#") || detailsAt(address) === undefined) return;
  event.preventDefault();
  if (link.closest("dialog") === null) opener = link;
  go(address);
}

/** Lets the address decide whose details are open. */
export function openDetailsByAddress() {
  document.addEventListener("click", followLink);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || opened() === null) return;
    event.preventDefault();
    close();
  });
  // A phone's gesture for "back" is no key.
  document.addEventListener(
    "cancel",
    (event) => {
      event.preventDefault();
      close();
    },
    { capture: true },
  );
  // Who filters wants to see the list, which the details are in the place of.
  document.querySelector(".filter")?.addEventListener("input", () => {
    if (opened() !== null) close();
  });
  addEventListener("popstate", follow);
  follow();
}
