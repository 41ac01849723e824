/** Clients: who may ask people to sign in, and how. */
import type { ClientDocument, Fields, RealmDocument } from "../document.ts";
import { type Change, creation, removal, update } from "./change.ts";
import { scopeChanges } from "./client-scopes.ts";
import { merged } from "./difference.ts";
import type { Keycloak } from "./keycloak.ts";
import { mapperChanges } from "./mappers.ts";
import { isMarked, mark } from "./mark.ts";
import { mappedRoleChanges } from "./role-lists.ts";
import { roleChanges, roleRemovals } from "./roles.ts";

interface Client extends Fields {
  id: string;
  clientId: string;
  attributes: Fields;
}

async function find(keycloak: Keycloak, realm: string, clientId: string): Promise<Client | undefined> {
  return (await keycloak.get<Client[]>(`${realm}/clients?clientId=${encodeURIComponent(clientId)}`))?.[0];
}

const nameOf = (clientId: string) => `client ${clientId}`;

/** What is managed of the client itself, with the mark. */
function managedFields({ clientId, fields }: ClientDocument): Fields {
  return { clientId, ...fields, attributes: { ...(fields.attributes as Fields | undefined), ...mark } };
}

async function* oneClientChanges(keycloak: Keycloak, realm: string, document: ClientDocument): AsyncGenerator<Change> {
  const { clientId, mappers, scopes, tokenRoles, roles } = document;
  const what = nameOf(clientId);
  const managed = managedFields(document);
  const before = await find(keycloak, realm, clientId);
  if (before === undefined) {
    yield creation(what, async () => {
      const whole = { ...managed, protocolMappers: mappers, defaultClientScopes: scopes, optionalClientScopes: [] };
      await keycloak.send("POST", `${realm}/clients`, whole);
    });
  } else {
    yield* update(what, managed, before, async () => {
      await keycloak.send("PUT", `${realm}/clients/${before.id}`, merged(before, managed));
    });
  }
  const client = await find(keycloak, realm, clientId);
  if (client === undefined) return;
  const path = `${realm}/clients/${client.id}`;
  yield* mapperChanges(keycloak, path, what, mappers);
  yield* scopeChanges(keycloak, realm, path, what, scopes);
  yield* roleChanges(keycloak, realm, path, `${what}, role`, roles);
  yield* mappedRoleChanges(keycloak, realm, `${path}/scope-mappings`, `${what}, roles in its tokens`, tokenRoles);
}

export async function* clientChanges(
  keycloak: Keycloak,
  realm: string,
  { clients, builtInClients }: RealmDocument,
): AsyncGenerator<Change> {
  for (const client of clients) yield* oneClientChanges(keycloak, realm, client);
  for (const { clientId, fields } of builtInClients) {
    const found = await find(keycloak, realm, clientId);
    if (found === undefined) continue;
    yield* update(nameOf(clientId), fields, found, async () => {
      await keycloak.send("PUT", `${realm}/clients/${found.id}`, merged(found, fields));
    });
  }
}

export async function* clientRemovals(
  keycloak: Keycloak,
  realm: string,
  documents: readonly ClientDocument[],
): AsyncGenerator<Change> {
  for (const { id, clientId, attributes } of (await keycloak.get<Client[]>(`${realm}/clients`)) ?? []) {
    const document = documents.find((each) => each.clientId === clientId);
    if (document !== undefined) {
      yield* roleRemovals(keycloak, realm, `${realm}/clients/${id}`, `${nameOf(clientId)}, role`, document.roles);
    } else if (isMarked(attributes)) {
      yield removal(nameOf(clientId), async () => {
        await keycloak.send("DELETE", `${realm}/clients/${id}`);
      });
    }
  }
}
