/** What a person reads when `bin/up` is done: what runs and where, the credentials, the times, what next. */
import { keycloakSecrets } from "../config/keycloak/share.ts";
import { duration, type StepTime } from "./terminal.ts";

/** A service that runs, as the stack's output `services` lists it. */
export interface RunningService {
  name: string;
  stack: string;
  image: string;
  /** Where it is reached: `https://…` from outside, else by other containers of the platform. */
  address: string;
}

/** Columns as wide as their longest cell, two spaces apart. */
export function table(rows: readonly (readonly string[])[]): string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, i) => Math.max(all[i] ?? 0, cell.length)), []);
  return rows.map((row) =>
    row
      .map((cell, i) => (i === row.length - 1 ? cell : cell.padEnd(widths[i] ?? 0)))
      .join("  ")
      .trimEnd(),
  );
}

/** What the summary is made of. */
export interface Summary {
  stack: string;
  /** As in `DOCKER_HOST`. */
  host: string;
  services: readonly RunningService[];
  /** Addresses that everybody may use, and why. */
  publicRoutes: Readonly<Record<string, string>>;
  /** Users that the settings declare. */
  users: readonly { username: string; role: string }[];
  /** Names of the generated secrets; one of them serves as the example. */
  credentials: readonly string[];
  /** The first page, and whether its certificate is of an authority that nobody knows yet. */
  page: { address: string; ownAuthority: boolean };
  times: readonly StepTime[];
}

/** A heading and the rows below it, and nothing where there are none. */
function section(heading: string, rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ["", heading, ...table(rows)];
}

/** The summary's lines. */
export function summary(given: Summary): string[] {
  const { stack, host, services, publicRoutes, users, credentials, page, times } = given;
  const option = stack === "dev" ? "" : ` --stack ${stack}`;
  const word = stack === "dev" ? "" : ` ${stack}`;
  const example = credentials.find((name) => name.startsWith("postgres/")) ?? credentials[0];
  const total = times.reduce((sum, { milliseconds }) => sum + milliseconds, 0);
  const firstLogins = users.flatMap(({ username, role }) => {
    const password = keycloakSecrets.user(username);
    return credentials.includes(password) ? [[`  ${username}`, role, `bin/credential ${password}${word}`]] : [];
  });
  return [
    `Running on ${host}, each healthy; what has no https address is for the platform's network alone:`,
    ...table(
      [...services]
        .sort((a, b) => a.stack.localeCompare(b.stack) || a.name.localeCompare(b.name))
        .map(({ name, stack, image, address }) => [`  ${name}`, address, stack, image]),
    ),
    ...section(
      "Open to everybody, without a login:",
      Object.entries(publicRoutes)
        .sort(([a], [b]) => a.localeCompare(b))
        .map(([address, reason]) => [`  ${address}`, reason]),
    ),
    ...section("Users, and what prints the password of their first login:", firstLogins),
    ...section("Credentials are generated, and encrypted in the state:", [
      ["  all", `bin/pulumi stack output credentials --show-secrets --json${option}`],
      ...(example === undefined ? [] : [["  one", `bin/credential ${example}${word}`]]),
    ]),
    "",
    "Time:",
    ...table(times.map(({ title, milliseconds }) => [`  ${title}`, duration(milliseconds)])),
    ...table([["  total", duration(total)]]),
    "",
    "Next:",
    ...table([
      [`  ${page.address}`, "everything that runs, and who talks to whom"],
      ...(page.ownAuthority ? [[`  bin/trust${word}`, "makes browsers trust its certificates"]] : []),
      [`  bin/up${word} --preview`, "what a change of services/ or of the settings would do"],
      [`  bin/pulumi config set kompose:KEY VALUE${option}`, "changes a setting (docs/settings.md)"],
      [`  bin/down${word}`, "stops everything and keeps the data"],
    ]),
  ];
}
