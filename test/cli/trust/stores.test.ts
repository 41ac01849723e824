import { describe, expect, test } from "vitest";
import { type TrustFacts, trustStores } from "../../../cli/trust/stores.ts";

function stores(facts: Partial<TrustFacts>) {
  return trustStores("kompose-dev", "/state/kompose-dev.crt", {
    platform: "linux",
    exists: () => false,
    nssDatabases: [],
    ...facts,
  });
}
const having = (...paths: string[]) => ({ exists: (path: string) => paths.includes(path) });

describe("the system's store", () => {
  test.each([
    [
      "Debian and Alpine",
      "/usr/local/share/ca-certificates",
      "update-ca-certificates",
      ["update-ca-certificates", "--fresh"],
    ],
    ["Fedora", "/etc/pki/ca-trust/source/anchors", "update-ca-trust", ["update-ca-trust"]],
    ["Arch", "/etc/ca-certificates/trust-source/anchors", "update-ca-trust", ["update-ca-trust"]],
  ])("of %s is a folder and a tool", (_system, folder, tool, fresh) => {
    const [store, ...others] = stores(having(folder));
    expect(others).toEqual([]);
    expect(store?.asRoot).toBe(true);
    const target = `${folder}/kompose-dev.crt`;
    expect(store?.install).toEqual([["install", "-m", "0644", "/state/kompose-dev.crt", target], [tool]]);
    expect(store?.remove).toEqual([["rm", "-f", target], fresh]);
  });

  test("of macOS is the system keychain", () => {
    const [store] = stores({ platform: "darwin" });
    expect(store?.install[0]?.slice(0, 2)).toEqual(["security", "add-trusted-cert"]);
    expect(store?.remove[0]?.slice(0, 2)).toEqual(["security", "remove-trusted-cert"]);
  });

  test("that is not known is not guessed", () => {
    expect(stores({})).toEqual([]);
  });
});

test("Chrome and every Firefox profile have a store of their own, which needs no rights", () => {
  const nssDatabases = ["/home/ada/.pki/nssdb", "/home/ada/.mozilla/firefox/x.default"];
  const found = stores({ nssDatabases });
  expect(found.map(({ usedBy }) => usedBy)).toEqual([
    "Chrome and Chromium (/home/ada/.pki/nssdb)",
    "Firefox (/home/ada/.mozilla/firefox/x.default)",
  ]);
  expect(found.filter(({ asRoot }) => asRoot)).toEqual([]);
  expect(found[0]?.install).toEqual([
    [
      "certutil",
      "-A",
      "-d",
      "sql:/home/ada/.pki/nssdb",
      "-t",
      "C,,",
      "-n",
      "kompose-dev",
      "-i",
      "/state/kompose-dev.crt",
    ],
  ]);
});
