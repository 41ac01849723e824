/** Who signs people in by OpenID Connect: the clients that Keycloak knows. */
import type { LoginClient } from "../config/keycloak/share.ts";
import { addressOf } from "./routes.ts";
import type { ServiceDescription } from "./service.ts";

/** Every client, in the order of the services. A login without a route is a contradiction. */
export function loginClients(services: readonly ServiceDescription[], domain: string): LoginClient[] {
  return services.flatMap((service) => {
    const login = service.needs?.login;
    const address = addressOf(service, domain);
    if (login === undefined || address === undefined) return [];
    return [
      {
        id: service.name,
        address,
        redirects: [new URL(login.callback, address).href],
        postLogoutRedirects: [address],
        ...(login.roles === undefined ? {} : { roles: login.roles }),
      },
    ];
  });
}
