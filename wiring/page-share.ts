/** What the platform's first page shows: every service and client, and who talks to whom. */
import type { Connection } from "../config/connection.ts";
import type { PageService, PageShare } from "../config/page/share.ts";
import { addressOf } from "./routes.ts";
import type { Described, Description } from "./service.ts";

function shown(stack: string, description: Description, domain: string): PageService {
  const { name, kind } = description;
  if (kind === "client") return { name, stack, kind };
  const address = addressOf(description, domain);
  return {
    name,
    stack,
    kind,
    image: description.image,
    internalAddress: `${name}:${description.port}`,
    ...(address === undefined ? {} : { address }),
  };
}

/** The page's share but for the environment, with services in the order of the descriptions. */
export function pageShare(
  described: readonly Described[],
  connections: readonly Connection[],
  domain: string,
): Omit<PageShare, "environment"> {
  return {
    domain,
    services: described.map(({ stack, description }) => shown(stack, description, domain)),
    connections,
  };
}
