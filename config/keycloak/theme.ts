/**
 * The sign-in's look: a login theme of Keycloak's. Its templates are those of `keycloak.v2`, so that what they do
 * follows Keycloak's version; the classes in them are ours, and the parent's style sheets are left out.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { style, theme } from "../page/style.ts";
import { type SecretFile, secretsPath } from "../secret-file.ts";

/** The theme's name, which is a realm's `loginTheme`. */
export const themeName = "kompose";

/** Keycloak's option `spi-theme--folder--dir`: the folder in the container that it reads themes from. */
export const themesPath = `${secretsPath}/themes`;

/**
 * The classes of what the templates hold, by the property that a template asks for its class by
 * (`theme/keycloak.v2/login/theme.properties` in org.keycloak:keycloak-themes has all of them).
 */
export const classes: Readonly<Record<string, string>> = {
  kcLogin: "page",
  kcLoginContainer: "frame",
  kcLoginMain: "panel",
  kcContentWrapperClass: "above",
  kcAlertClass: "message",
  kcFormClass: "form",
  kcFormGroupLabelClass: "label",
  kcLabelClass: "label",
  kcInputRequiredClass: "required",
  kcInputGroup: "joined",
  kcFill: "wide",
  kcFormPasswordVisibilityButtonClass: "beside",
  kcFormPasswordVisibilityIconShow: "word-show",
  kcFormPasswordVisibilityIconHide: "word-hide",
  kcFormHelperTextClass: "help",
  kcInputHelperTextClass: "help-lines",
  kcInputErrorMessageClass: "wrong-text",
  kcFormActionGroupClass: "actions",
  kcFormButtonsClass: "actions",
  kcButtonClass: "button",
  kcButtonPrimaryClass: "button primary",
  kcButtonSecondaryClass: "button",
  kcLoginMainFooter: "others",
  kcLoginMainFooterHelperText: "others-title",
  kcFormSocialAccountListClass: "providers",
  kcFormSocialAccountListButtonClass: "button",
};

const read = (name: string) => readFileSync(join(import.meta.dirname, "theme", name), "utf8");

/** A browser keeps what it has from an address for a month: another text needs another address. */
function addressed(folder: string, name: string, text: string): { path: string; text: string } {
  const hash = createHash("sha256").update(text).digest("hex").slice(0, 12);
  return { path: `${folder}/${name.replace(".", `-${hash}.`)}`, text };
}

function properties(of: Readonly<Record<string, string>>): string {
  return Object.entries(of)
    .map(([key, value]) => `${key}=${value}\n`)
    .join("");
}

/**
 * The theme's files, in the folder `themes`. Keycloak reads a theme once: another one takes a restart.
 * @param domain the platform's, whose first page is the way on from an error and from the end of a session
 */
export function themeFiles(domain: string): SecretFile[] {
  const mark = addressed("img", "mark.svg", style("favicon.svg"));
  const withMark = (text: string) => text.replaceAll("img/mark.svg", mark.path);
  const css = addressed("css", "login.css", withMark(theme + read("login.css")));
  const mend = addressed("js", "mend.js", withMark(read("mend.js")));
  const file = (path: string, text: string): SecretFile => ({
    path: `themes/${themeName}/login/${path}`,
    content: () => text,
    onChange: "restart",
  });
  return [
    file(
      "theme.properties",
      properties({
        parent: "keycloak.v2",
        stylesCommon: "",
        styles: css.path,
        scripts: mend.path,
        domain,
        home: `https://${domain}/`,
        ...classes,
      }),
    ),
    file("footer.ftl", read("footer.ftl")),
    file("messages/messages_en.properties", read("messages_en.properties")),
    ...[mark, css, mend].map(({ path, text }) => file(`resources/${path}`, text)),
  ];
}
