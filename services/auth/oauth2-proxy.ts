import { oauth2Paths, oauth2ProxyCommand, oauth2ProxyPort } from "../../config/auth/oauth2-proxy.ts";
import { sessionCookie } from "../../config/auth/session.ts";
import { images } from "../../config/images.ts";
import { http, service } from "../../wiring/service.ts";

/** Signs browsers in, and keeps their sessions. */
export const oauth2Proxy = service({
  name: "auth_oauth2_proxy",
  image: images.oauth2Proxy,
  user: "65532:65532",
  port: oauth2ProxyPort,
  memory: "64MiB",
  // Asks for Redis too.
  health: http(oauth2ProxyPort, "/ready"),
  command: oauth2ProxyCommand,
  needs: {
    // Its keys begin with the name of its cookie.
    sessions: { keys: `${sessionCookie}-*` },
    login: { callback: oauth2Paths.callback },
  },
  offers: {
    sessions: true,
    route: {
      host: "sso",
      access: "sso",
      public: {
        [oauth2Paths.callback]: "browsers come back here from a login, and are not signed in yet",
        [oauth2Paths.signIn]: "a link to sign in",
        [oauth2Paths.signOut]: "whoever is signed out may sign out again",
      },
    },
  },
});
