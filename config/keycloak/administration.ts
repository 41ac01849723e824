/** Who manages Keycloak: clients of the realm `master`, with all rights, that no person signs in as. */
import type { Reveal } from "../secret-file.ts";
import type { RealmDocument } from "./document.ts";
import { keycloakSecrets } from "./share.ts";

/** The client that Keycloak makes at its first start (`bootstrap-admin-client-id`), removed as soon as there are others. */
export const temporaryClientId = "kompose-bootstrap";

/** There are two, so that the secret of either can change while the other signs in. */
export function administration(reveal: Reveal): RealmDocument["administration"] {
  return {
    temporary: { clientId: temporaryClientId, secret: reveal(keycloakSecrets.bootstrap) },
    own: [
      { clientId: "kompose-administration", secret: reveal(keycloakSecrets.administration) },
      { clientId: "kompose-administration-spare", secret: reveal(keycloakSecrets.administrationSpare) },
    ],
  };
}
