// Asks for the states of all services again and again while the page is looked at, and shows them.

/** @typedef {{ state: string, since?: string }} Reported */
/** @typedef {{ at: string, services: Record<string, Reported> }} Status */

const interval = 5000;

/** @param {string} id */
const element = (id) => /** @type {HTMLElement} */ (document.getElementById(`page--${id}`));

/** Writes a text where it is another: an unchanged one must not be read out again.
 * @param {Element} where @param {string} text */
function write(where, text) {
  if (where.textContent !== text) where.textContent = text;
}

/** @param {string} name @param {Reported} reported */
function showState(name, { state, since }) {
  for (const mark of document.querySelectorAll(`[data-state-of="${CSS.escape(name)}"]`)) {
    mark.setAttribute("data-state", state);
    const label = mark.getAttribute("data-label");
    // In the diagram the state is a coloured dot, and a word for those who do not see it.
    if (label === null) write(mark, since === undefined ? state : `${state} · ${since}`);
    else mark.setAttribute("aria-label", `${label}, ${state}`);
  }
}

/** @param {Status["services"]} services */
function showSummary(services) {
  const all = Object.values(services);
  const unwell = all.filter(({ state }) => state !== "healthy").length;
  const text = `${all.length - unwell} of ${all.length} healthy`;
  write(element("summary"), text);
  document.title = document.title.replace(/^(\(\d+\) )?/, unwell === 0 ? "" : `(${unwell}) `);
}

function countStates() {
  for (const count of document.querySelectorAll('[name="state"] + span b')) {
    const state = count.getAttribute("data-count-of");
    write(count, String(document.querySelectorAll(`.list [data-state="${state}"]`).length));
  }
}

/** @param {number} seconds */
function ago(seconds) {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

/** Shows the states that the server reports, and keeps them up to date.
 * @param {() => void} changed called whenever states may have changed */
export function followStates(changed) {
  let seenAt = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let next;

  function lost() {
    const seen = element("seen");
    seen.dataset.lost = "";
    const when = seenAt === 0 ? "never seen" : `last seen ${ago(Math.round((Date.now() - seenAt) / 1000))} ago`;
    write(seen, `States can not be asked for: ${when}`);
  }

  /** @param {Status} status */
  function show({ services }) {
    seenAt = Date.now();
    for (const [name, reported] of Object.entries(services)) showState(name, reported);
    showSummary(services);
    countStates();
    const seen = element("seen");
    delete seen.dataset.lost;
    write(seen, `as of ${new Date(seenAt).toLocaleTimeString()}`);
    changed();
  }

  async function ask() {
    try {
      const response = await fetch("/status.json", { cache: "no-store", signal: AbortSignal.timeout(interval) });
      if (!response.ok) throw new Error(`status ${response.status}`);
      show(await response.json());
    } catch {
      lost();
    }
    clearTimeout(next);
    if (!document.hidden) next = setTimeout(ask, interval);
  }

  document.addEventListener("visibilitychange", () => {
    clearTimeout(next);
    if (!document.hidden) void ask();
  });
  void ask();
}
