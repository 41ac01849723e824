/** The platform's first page: what its server serves, and the server. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { platformRoles } from "../platform-role.ts";
import type { SecretFile } from "../secret-file.ts";
import { errorPages } from "./error-pages.ts";
import { indexPage } from "./index-page.ts";
import { served } from "./server/served.ts";
import type { PageShare } from "./share.ts";
import type { Site } from "./site.ts";
import { style, theme } from "./style.ts";

const read = (...path: string[]) => readFileSync(join(import.meta.dirname, ...path), "utf8");

/** The page's script: modules that a browser runs as they are. */
const modules = Object.values(served).flatMap(({ file }) => (file.endsWith(".js") ? [file] : []));

/** The modules of the server. They import each other and Node, and nothing else: in its container there is nothing else. */
const serverModules = readdirSync(join(import.meta.dirname, "server")).sort();

/** A file that the running server takes up by itself when it changes. */
function data(path: string, text: string): SecretFile {
  return { path, content: () => text, onChange: "reload" };
}

function site({ domain, environment, services }: PageShare): Site {
  const run = services.filter(({ kind }) => kind === "service").map(({ name }) => name);
  return { domain, environment, services: run, roles: platformRoles };
}

/** The files of the page's server. */
export function pageFiles(share: PageShare): SecretFile[] {
  return [
    data("index.html", indexPage(share)),
    data("page.css", theme + style("page.css")),
    ...modules.map((name) => data(name, read("browser", name))),
    data("favicon.svg", style("favicon.svg")),
    data("services.json", JSON.stringify(site(share))),
    data("errors.json", JSON.stringify(errorPages(share.domain, theme + style("error.css")))),
    ...serverModules.map(
      (name): SecretFile => ({ path: name, content: () => read("server", name), onChange: "restart" }),
    ),
  ];
}
