import type { PageShare } from "../../../config/page/share.ts";
import type { SecretFile } from "../../../config/secret-file.ts";
import { services } from "../../../services/index.ts";
import { connections } from "../../../wiring/connections.ts";
import { pageShare } from "../../../wiring/page-share.ts";

const domain = "example.org";
const shown = services.filter(({ stack }) => stack !== "proxy");
const names = shown.map(({ description }) => description.name);
const between = connections(shown, domain).filter(({ from }) => names.includes(from));
const platform = pageShare(shown, between, domain);
const address = "https://mqtt.example.org";

/** The page's share of what is behind the proxy, with an address for a core service. */
export const share: PageShare = {
  ...platform,
  environment: "test",
  services: platform.services.map((service) => (service.name === "core-mqtt" ? { ...service, address } : service)),
};

/** The text of one of `files`, which hold no secret. */
export function textOf(files: readonly SecretFile[], path: string): string {
  const file = files.find((candidate) => candidate.path === path);
  if (file === undefined) throw new Error(`no file ${path}`);
  return file.content((secret) => {
    throw new Error(`${path} holds the secret ${secret}`);
  });
}
