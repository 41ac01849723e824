// Filters the list and the diagram by text, state and stack.
import { showInDiagram } from "./diagram.js";

/** Makes the filter work; returns what applies it again after states have changed. */
export function filterServices() {
  const form = /** @type {HTMLFormElement} */ (document.querySelector(".filter"));
  const search = /** @type {HTMLInputElement} */ (form.querySelector("[type=search]"));
  const rows = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".list [data-service]"));
  const groups = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".list [data-group]"));
  const nothing = /** @type {HTMLElement} */ (document.querySelector(".nothing"));
  const count = /** @type {HTMLElement} */ (document.getElementById("page--count"));

  /** @param {HTMLElement} row @param {FormData} wanted */
  function matches(row, wanted) {
    const words = String(wanted.get("text")).toLowerCase().split(/\s+/);
    const states = wanted.getAll("state");
    const stacks = wanted.getAll("stack");
    const state = row.querySelector("[data-state]")?.getAttribute("data-state") ?? "";
    return (
      words.every((word) => row.dataset.text?.includes(word)) &&
      (states.length === 0 || states.includes(state)) &&
      (stacks.length === 0 || stacks.includes(row.dataset.stack ?? ""))
    );
  }

  function apply() {
    const wanted = new FormData(form);
    const shown = new Set();
    for (const row of rows) {
      row.hidden = !matches(row, wanted);
      if (!row.hidden) shown.add(row.dataset.service);
    }
    for (const group of groups) group.hidden = group.querySelector("li:not([hidden])") === null;
    nothing.hidden = shown.size > 0;
    const text = `${shown.size} of ${rows.length} shown`;
    if (count.textContent !== text) count.textContent = text;
    showInDiagram(shown);
  }

  form.addEventListener("input", apply);
  form.addEventListener("submit", (event) => event.preventDefault());
  document.getElementById("page--clear")?.addEventListener("click", () => {
    form.reset();
    apply();
    search.focus();
  });
  // A browser may have filled the form in again.
  apply();
  return apply;
}
