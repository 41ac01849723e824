/** Everything the server serves. A request's path is looked up here and nowhere else. */

/** Path → file and content type. */
export const served: Readonly<Record<string, { file: string; type: string }>> = {
  "/": { file: "index.html", type: "text/html; charset=utf-8" },
  "/page.css": { file: "page.css", type: "text/css; charset=utf-8" },
  "/page.js": { file: "page.js", type: "text/javascript; charset=utf-8" },
  "/live.js": { file: "live.js", type: "text/javascript; charset=utf-8" },
  "/filter.js": { file: "filter.js", type: "text/javascript; charset=utf-8" },
  "/details.js": { file: "details.js", type: "text/javascript; charset=utf-8" },
  "/diagram.js": { file: "diagram.js", type: "text/javascript; charset=utf-8" },
  "/favicon.svg": { file: "favicon.svg", type: "image/svg+xml" },
};
