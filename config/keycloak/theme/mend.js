// What the parent's templates lack and has no property: an icon of ours, labels that name their fields, and the order of
// the page for the keyboard.
const script = /** @type {HTMLScriptElement} */ (document.currentScript);
const mark = new URL("../img/mark.svg", script.src).href;

document.addEventListener("DOMContentLoaded", () => {
  document.querySelector('link[rel="icon"]')?.setAttribute("href", mark);
  for (const label of document.querySelectorAll("label")) {
    if (label.htmlFor === "" || label.control !== null) continue;
    label.htmlFor = label.parentElement?.parentElement?.querySelector("input")?.id ?? "";
  }
  for (const element of document.querySelectorAll("[tabindex]")) {
    if (element instanceof HTMLElement && element.tabIndex > 0) element.removeAttribute("tabindex");
  }
});
