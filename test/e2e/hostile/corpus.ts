/** Everything that is tried on the door, by family. */
import { claimed } from "./corpus/claims.ts";
import { fields } from "./corpus/fields.ts";
import { framing } from "./corpus/framing.ts";
import { hosts } from "./corpus/host.ts";
import { http2 } from "./corpus/http2.ts";
import { pathTricks } from "./corpus/path.ts";
import { quic } from "./corpus/quic.ts";
import { requestLines } from "./corpus/request-line.ts";
import { slow } from "./corpus/slow.ts";
import { tls } from "./corpus/tls.ts";
import { upgrades } from "./corpus/upgrade.ts";
import type { Entry } from "./entry.ts";

export const corpus: Readonly<Record<string, readonly Entry[]>> = {
  requestLines,
  hosts,
  claimed,
  pathTricks,
  fields,
  framing,
  upgrades,
  http2,
  tls,
  quic,
  slow,
};
