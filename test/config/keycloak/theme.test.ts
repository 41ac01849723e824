import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { classes, themeFiles, themeName, themesPath } from "../../../config/keycloak/theme.ts";
import { secretsPath } from "../../../config/secret-file.ts";
import { contrast, palettesIn } from "../../support/contrast.ts";
import { textOf } from "../page/share.ts";

const files = themeFiles("example.org");
const folder = `themes/${themeName}/login`;
const paths = files.map(({ path }) => path);
const resource = (kind: string) =>
  paths.find((path) => path.startsWith(`${folder}/resources/${kind}/`)) ?? expect.fail(kind);
const css = textOf(files, resource("css"));
const properties = Object.fromEntries(
  textOf(files, `${folder}/theme.properties`)
    .trimEnd()
    .split("\n")
    .map((line) => line.split(/=(.*)/s, 2)),
);

test("it is in the folder that Keycloak is told, and another theme takes a restart", () => {
  expect(paths.every((path) => `${secretsPath}/${path}`.startsWith(`${themesPath}/kompose/login/`))).toBe(true);
  expect(files.every(({ onChange }) => onChange === "restart")).toBe(true);
});

test("it is the parent's templates with a style sheet of its own and none of the parent's", () => {
  expect(properties).toMatchObject({ parent: "keycloak.v2", stylesCommon: "" });
  expect(paths).toContain(`${folder}/resources/${properties.styles}`);
  expect(paths).toContain(`${folder}/resources/${properties.scripts}`);
});

test("an address that a browser may keep never has another text", () => {
  for (const path of paths.filter((each) => each.includes("/resources/"))) {
    const hash = createHash("sha256").update(textOf(files, path)).digest("hex").slice(0, 12);
    expect(path).toMatch(new RegExp(`/[a-z]+-${hash}\\.(css|js|svg)$`));
  }
});

test("nothing comes from elsewhere", () => {
  const mark = resource("img").replace(`${folder}/resources/`, "../");
  expect([...css.matchAll(/url\(([^)]*)\)/g)].map(([, address]) => address)).toEqual([`"${mark}"`]);
  expect(textOf(files, resource("js"))).toContain(`new URL("${mark}", script.src)`);
  for (const path of paths) {
    expect(
      textOf(files, path)
        .replaceAll("http://www.w3.org/2000/svg", "")
        .match(/https?:\/\/[^\s/]*/g) ?? [],
    ).toEqual(path.endsWith("theme.properties") ? ["https://example.org"] : []);
  }
  expect(css).not.toContain("@import");
});

test("every class that the templates are given has a style, and every class with a style is given or the templates' own", () => {
  const given = new Set(Object.values(classes).flatMap((value) => value.split(" ")));
  const styled = new Set([...css.matchAll(/\.([a-z][a-z-]*)(?=[\s,:.>{)])/g)].map(([, name = ""]) => name));
  expect([...given].filter((name) => !styled.has(name))).toEqual([]);
  const own = ["home", "pf-m-danger", "pf-m-success", "pf-m-warning"];
  expect([...styled].filter((name) => !given.has(name)).sort()).toEqual(own);
});

test("its words are text that Keycloak takes as it is", () => {
  const lines = textOf(files, `${folder}/messages/messages_en.properties`).trimEnd().split("\n");
  expect(lines.filter((line) => !/^[A-Za-z0-9.-]+=[\x20-\x7e]+$/.test(line))).toEqual([]);
  // A quotation mark is one of java.text.MessageFormat's.
  expect(lines.filter((line) => /['{}]/.test(line))).toEqual([]);
  const keys = lines.map((line) => line.split("=", 1)[0]);
  expect(new Set(keys).size).toBe(keys.length);
});

test("an error and the end of a session have a way on to the first page", () => {
  expect(properties).toMatchObject({ domain: "example.org", home: "https://example.org/" });
  const footer = textOf(files, `${folder}/footer.ftl`);
  expect(footer).toMatch(/<a href="\$\{properties\.home\}">Every service of \$\{properties\.domain\}<\/a>/);
  expect(footer).toContain('["error", "info", "logout-confirm"]?seq_contains(pageId)');
});

test.each(["light", "dark"] as const)("its colours can be read (%s)", (scheme) => {
  const palettes = palettesIn(css);
  const of = (name: string) => palettes.find((each) => each.name === name)?.[scheme] ?? expect.fail(name);
  for (const ground of ["paper", "card"]) {
    for (const text of ["ink", "soft", "accent", "wrong"]) {
      expect([text, contrast(of(text), of(ground)) >= 4.5]).toEqual([text, true]);
    }
    for (const line of ["edge", "warning", "good"]) {
      expect([line, contrast(of(line), of(ground)) >= 3]).toEqual([line, true]);
    }
  }
});

test("it is small", () => {
  expect(Buffer.byteLength(css)).toBeLessThan(10_000);
});
