/** The mark that says what state a service is in. The page's script keeps it up to date. */
import { html, type Markup } from "./html.ts";
import type { PageService } from "./share.ts";

/** What is known of a service's state before anybody asked. */
export function firstState({ kind }: PageService): "declared" | "unknown" {
  return kind === "client" ? "declared" : "unknown";
}

/** A service's state in words, with a coloured dot that is drawn by the style sheet. */
export function stateOf(service: PageService): Markup {
  const state = firstState(service);
  const text = state === "declared" ? "declared, not run here" : state;
  return html`<span class="state" data-state-of="${service.name}" data-state="${state}">${text}</span>`;
}
