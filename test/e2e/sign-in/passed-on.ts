/** What the door passed on, by its own account: its access log. */
import { execa } from "execa";
import type { TestPlatform } from "../../support/platform.ts";

/** A line of the log, as far as it matters here. */
export interface PassedOn {
  RequestHost: string;
  /** Without its query, as it was routed. */
  RequestPath: string;
  RequestMethod: string;
  RouterName?: string;
  ServiceName: string;
  OriginStatus: number;
}

/** All requests that reached a service since a moment. */
export async function passedOn(platform: TestPlatform, since: Date): Promise<PassedOn[]> {
  const { stdout } = await execa("docker", ["logs", "--since", since.toISOString(), "proxy_app"], {
    env: { DOCKER_HOST: platform.engine.host },
    maxBuffer: 1_000_000_000,
  });
  return stdout
    .split("\n")
    .filter((line) => line.includes('"OriginStatus":'))
    .map((line) => JSON.parse(line))
    .filter(({ ServiceName, OriginStatus }) => ServiceName !== undefined && OriginStatus > 0);
}

/** A path of plain segments, none of which leads up or is decoded once more: it means the same to everybody. */
const plain = /^\/(?:(?:[A-Za-z0-9_~-][A-Za-z0-9._~-]*|[.]well-known)\/?)*$/;

/** Whether everybody may have what was passed on. `publicRoutes` are full addresses; one that ends in `/` is all below it. */
export function isDeclared({ RequestHost, RequestPath }: PassedOn, publicRoutes: readonly string[]): boolean {
  const host = RequestHost.toLowerCase().replace(/\.$/, "");
  const [path = ""] = RequestPath.split("?", 1);
  return publicRoutes.some((address) => {
    const { host: declaredHost, pathname } = new URL(address);
    if (declaredHost !== host) return false;
    // A whole host for everybody.
    if (pathname === "/") return true;
    return pathname.endsWith("/") ? path.startsWith(pathname) && plain.test(path) : path === pathname;
  });
}

/** Whether it is an error page, which everybody may see at any address. */
function isErrorPage({ ServiceName, OriginStatus, RequestPath }: PassedOn): boolean {
  // Besides them it says to everybody at hosts that are not its own that it runs.
  return ServiceName === "proxy_page@file" && (OriginStatus >= 400 || RequestPath === "/healthz");
}

/** What was passed on and was nobody's to see without a sign-in: the address, the service, and how it answered. */
export function undeclared(lines: readonly PassedOn[], publicRoutes: readonly string[]): string[] {
  return lines
    .filter((line) => !isErrorPage(line) && !isDeclared(line, publicRoutes))
    .map(
      ({ RequestMethod, RequestHost, RequestPath, ServiceName, OriginStatus }) =>
        `${RequestMethod} https://${RequestHost}${RequestPath} to ${ServiceName}: ${OriginStatus}`,
    );
}
