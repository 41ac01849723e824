/** The files of the short-lived container that brings Keycloak to what is declared. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type SecretFile, secretsPath } from "../secret-file.ts";
import { realmDocument } from "./realm.ts";
import type { KeycloakShare } from "./share.ts";

const folder = join(import.meta.dirname, "apply");

/** The program's modules. They import each other and Node, and nothing else: in its container there is nothing else. */
const modules = readdirSync(folder).sort();

/** The program and the document it reads. Nothing runs on them between two changes, so all are taken up at the next. */
export function realmFiles(share: KeycloakShare): SecretFile[] {
  return [
    { path: "realm.json", content: (reveal) => JSON.stringify(realmDocument(share, reveal)), onChange: "reload" },
    ...modules.map(
      (path): SecretFile => ({ path, content: () => readFileSync(join(folder, path), "utf8"), onChange: "reload" }),
    ),
  ];
}

/** The command that brings Keycloak to the document. */
export const applyCommand = ["node", `${secretsPath}/apply.ts`] as const;

/** The command that says what differs, and changes nothing. */
export const checkCommand = [...applyCommand, "--check"] as const;
