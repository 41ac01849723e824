/** What the platform's first page is rendered from. */
import type { Connection } from "../connection.ts";

/** A service or client as the page shows it. */
export interface PageService {
  /** Its name on the network. */
  name: string;
  /** The stack it is grouped with. */
  stack: string;
  /** A `client` is declared and has its credentials, but is not run by the platform. */
  kind: "service" | "client";
  /** The upstream image with its version, such as `postgres:18.6`. */
  image?: string;
  /** Where a browser reaches it: `https://links.example.org/`. Absent: it has no route. */
  address?: string;
  /** Where other containers reach it: `core-postgres:5432`. */
  internalAddress?: string;
}

export interface PageShare {
  /** The domain whose first page it is. */
  domain: string;
  /** The environment, such as `dev`: the containers labelled with it are the ones whose state is shown. */
  environment: string;
  services: readonly PageService[];
  /**
   * Where a link signs somebody out: `https://sso.example.org/oauth2/sign_out?rd=…`. Absent: nobody signs in, and
   * nothing is said of it.
   */
  signOut?: string;
  /** Where somebody changes their own password: `https://auth.example.org/realms/kompose/account`. Absent: nowhere. */
  account?: string;
  /** Who talks to whom; both ends are among the services. */
  connections: readonly Connection[];
}
