/** The administrators of Keycloak: its own temporary one is replaced by ours. */
import type { Credentials, Fields, RealmDocument } from "../document.ts";
import { type Change, creation, line, removal, update } from "./change.ts";
import { merged } from "./difference.ts";
import { type Keycloak, Unreachable } from "./keycloak.ts";
import { mark } from "./mark.ts";

type Administration = RealmDocument["administration"];

const master = "/admin/realms/master";
const clients = `${master}/clients`;

/**
 * Signs in as the first administrator that is let in.
 * @throws Unreachable where none is
 */
export async function signIn(keycloak: Keycloak, { own, temporary }: Administration): Promise<void> {
  const all = [...own, temporary];
  for (const credentials of all) {
    if (await keycloak.signIn(credentials)) return;
  }
  throw new Unreachable(
    `none of the administrators ${all.map(({ clientId }) => clientId).join(", ")} is let in: were all secrets changed at once?`,
  );
}

/** A client that acts for itself, and by which nobody signs in. */
function fields({ clientId, secret }: Credentials): Fields {
  return {
    clientId,
    secret,
    name: "Manages the realm",
    protocol: "openid-connect",
    enabled: true,
    publicClient: false,
    clientAuthenticatorType: "client-secret",
    serviceAccountsEnabled: true,
    standardFlowEnabled: false,
    implicitFlowEnabled: false,
    directAccessGrantsEnabled: false,
    fullScopeAllowed: true,
    attributes: { ...mark, "client.use.lightweight.access.token.enabled": "true" },
  };
}

async function find(keycloak: Keycloak, clientId: string): Promise<Fields | undefined> {
  return (await keycloak.get<Fields[]>(`${clients}?clientId=${encodeURIComponent(clientId)}`))?.[0];
}

async function* ownChanges(keycloak: Keycloak, credentials: Credentials): AsyncGenerator<Change> {
  const what = `administrator ${credentials.clientId}`;
  const managed = fields(credentials);
  const before = await find(keycloak, credentials.clientId);
  if (before === undefined) {
    yield creation(what, async () => {
      await keycloak.send("POST", clients, managed);
    });
  } else {
    yield* update(what, managed, before, async () => {
      await keycloak.send("PUT", `${clients}/${before.id}`, merged(before, managed));
    });
  }
  const client = before ?? (await find(keycloak, credentials.clientId));
  const account = client && (await keycloak.get(`${clients}/${client.id}/service-account-user`));
  if (account === undefined) return;
  const roles = `${master}/users/${account.id}/role-mappings/realm`;
  if ((await keycloak.get<Fields[]>(roles))?.some(({ name }) => name === "admin")) return;
  yield {
    lines: [line(`${what}, role admin`, "missing", "there")],
    make: async () => {
      await keycloak.send("POST", roles, [(await keycloak.get(`${master}/roles/admin`)) ?? null]);
    },
  };
}

/** Keycloak marks those that it made at its first start, or for `kc.sh bootstrap-admin`. */
const temporaryMark = "is_temporary_admin";

async function temporaryOnes(keycloak: Keycloak, temporary: Credentials): Promise<{ what: string; path: string }[]> {
  const ofClients = (await keycloak.get<Fields[]>(clients)) ?? [];
  const ofUsers = (await keycloak.get<Fields[]>(`${master}/users?q=${temporaryMark}:true&max=1000`)) ?? [];
  return [
    ...ofClients
      .filter(
        ({ clientId, attributes }) =>
          clientId === temporary.clientId || (attributes as Fields | undefined)?.[temporaryMark] === "true",
      )
      .map(({ clientId, id }) => ({ what: `temporary administrator ${clientId}`, path: `${clients}/${id}` })),
    ...ofUsers.map(({ username, id }) => ({
      what: `temporary administrator ${username}, a user`,
      path: `${master}/users/${id}`,
    })),
  ];
}

/** What is to be changed of the administrators. Temporary ones go when each of ours has signed in. */
export async function* administrationChanges(
  keycloak: Keycloak,
  { own, temporary }: Administration,
): AsyncGenerator<Change> {
  for (const credentials of own) yield* ownChanges(keycloak, credentials);
  for (const { what, path } of await temporaryOnes(keycloak, temporary)) {
    yield removal(what, async () => {
      for (const credentials of own.toReversed()) {
        if (!(await keycloak.signIn(credentials))) throw new Error(`${credentials.clientId} is not let in`);
      }
      await keycloak.send("DELETE", path);
    });
  }
}
