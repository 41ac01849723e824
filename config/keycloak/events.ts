/** Which events Keycloak keeps in its database, and for how long. */
import type { Fields } from "./document.ts";

/** 90 days (BSI, Mindeststandard zur Protokollierung und Detektion von Cyberangriffen 2.1, PD.2.1.04). */
const kept = 90 * 24 * 3600;

/**
 * What says who was here, what was tried, and which credentials changed. Not among them are tokens that were given as
 * they should be: a service asks for one every five minutes.
 */
const userEvents = [
  "LOGIN",
  "LOGIN_ERROR",
  "LOGOUT",
  "LOGOUT_ERROR",
  "CODE_TO_TOKEN_ERROR",
  "REFRESH_TOKEN_ERROR",
  "CLIENT_LOGIN_ERROR",
  "USER_DISABLED_BY_TEMPORARY_LOCKOUT",
  "USER_DISABLED_BY_PERMANENT_LOCKOUT",
  "UPDATE_CREDENTIAL",
  "UPDATE_CREDENTIAL_ERROR",
  "REMOVE_CREDENTIAL",
  "REMOVE_CREDENTIAL_ERROR",
  "RESET_PASSWORD",
  "RESET_PASSWORD_ERROR",
  "UPDATE_EMAIL",
  "UPDATE_PROFILE",
  "IDENTITY_PROVIDER_LOGIN_ERROR",
  "IDENTITY_PROVIDER_FIRST_LOGIN",
  "FEDERATED_IDENTITY_LINK",
  "REMOVE_FEDERATED_IDENTITY",
  "IMPERSONATE",
];

/** What somebody did, and what administrators did: what they sent is not kept, it may hold secrets. */
export const events: Fields = {
  eventsEnabled: true,
  eventsExpiration: kept,
  enabledEventTypes: userEvents,
  adminEventsEnabled: true,
  adminEventsDetailsEnabled: false,
  attributes: { adminEventsExpiration: String(kept) },
};
