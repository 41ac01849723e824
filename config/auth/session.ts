/** The cookie by which a signed-in browser is known, on every host of the platform. */

/** Its name. The prefix has browsers take it over TLS alone (RFC 6265bis, 4.1.3.1). Those of a sign-in under way begin with it. */
export const sessionCookie = "__Secure-kompose";
