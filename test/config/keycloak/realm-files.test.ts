import { expect, test } from "vitest";
import { realmFiles } from "../../../config/keycloak/realm-files.ts";
import { vaultFiles } from "../../../config/keycloak/vault.ts";
import { secretsIn } from "../../../config/secret-file.ts";
import { share } from "./share.ts";

const files = realmFiles(share);
const modules = files.filter(({ path }) => path.endsWith(".ts"));
const text = (path: string) => files.find((file) => file.path === path)?.content((name) => `<${name}>`) ?? "";

test("the program's modules need each other and Node alone", () => {
  const names = modules.map(({ path }) => path);
  expect(names).toContain("apply.ts");
  for (const { path, content } of modules) {
    const imported = [...content(() => "").matchAll(/^import (?!type ).* from "([^"]+)";$/gm)].map(([, from]) => from);
    for (const from of imported) {
      expect([path, from?.startsWith("node:") || names.includes(from?.replace("./", "") ?? "")]).toEqual([path, true]);
    }
  }
});

test("the document alone holds secrets, and none of others", () => {
  expect(secretsIn(modules)).toEqual([]);
  expect(secretsIn(files)).toEqual([
    "keycloak/administration",
    "keycloak/administration-spare",
    "keycloak/bootstrap",
    "keycloak/client/link_app",
    "keycloak/client/watch_grafana",
    "keycloak/user/anna",
    "keycloak/user/victor",
  ]);
  expect(JSON.parse(text("realm.json"))).toMatchObject({ realm: "kompose" });
});

test("a change of any of them is taken up by the next application", () => {
  expect(new Set(files.map(({ onChange }) => onChange))).toEqual(new Set(["reload"]));
});

test("the vault has a file for each secret of others, by Keycloak's name for it", () => {
  expect(vaultFiles(share).map(({ path, content }) => [path, content((name) => `<${name}>`)])).toEqual([
    ["kompose_identity-provider-my__company", "<keycloak/identity-provider/my_company>"],
    ["kompose_ldap", "<keycloak/ldap>"],
  ]);
  const { ldap: _, ...rest } = share;
  expect(vaultFiles({ ...rest, identityProviders: [] })).toEqual([]);
});
