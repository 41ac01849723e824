/** What is wrong with what the door did. */
import { answersIn, whoamis } from "./answers.ts";
import { type Entry, forged, forgedAddress } from "./entry.ts";
import type { Result } from "./sender.ts";

/** Whether somebody was let in: what the toy of the inside says, and nobody else does. */
export function isAdmitted(bytes: string): boolean {
  return bytes.includes('"greeting":"inside"');
}

/**
 * Every fault, in words; none is as it should be. `client` is the address that the requests came from.
 * @param admitted whether the bytes say that somebody was let in. Default: {@link isAdmitted}
 */
export function faultsOf(entry: Entry, result: Result, client: string, admitted = isAdmitted): string[] {
  const faults: string[] = [];
  const { received, token, sent, fresh } = result;
  if (admitted(received)) faults.push("was let in");

  const answers = answersIn(received);
  const said = whoamis(answers);
  if (entry.forges && (received.includes(forged) || received.includes(forgedAddress)))
    faults.push("a claim came through");
  for (const { target, headers } of said) {
    if (!target.includes(token)) faults.push(`got an answer to somebody else's ${target}`);
    const [addresses, real, [scheme] = []] = ["X-Forwarded-For", "X-Real-Ip", "X-Forwarded-Proto"].map(
      (name) => headers[name],
    );
    // A request for a WebSocket is one of its scheme.
    if (`${addresses} ${real}` !== `${client} ${client}` || !["https", "wss"].includes(scheme ?? "")) {
      faults.push(`the service was told ${addresses} ${real} ${scheme}`);
    }
  }
  const serverErrors = answers.map(({ status }) => status).filter((status) => status >= 500);
  const unexplained = serverErrors.filter((status) => status !== entry.serverError?.status);
  if (unexplained.length > 0) faults.push(`answered ${unexplained}`);
  // RFC 9000, 8.1.
  if (entry.to.over === "udp" && received.length > 3 * sent)
    faults.push(`answered ${sent} octets with ${received.length}`);

  const after = answersIn(fresh.received);
  const target = whoamis(after)[0]?.target;
  if (after[0]?.status !== 200 || target !== `/whoami?of=${token}`) {
    faults.push(`an ordinary request after it got ${fresh.error ?? ""} ${after[0]?.status} ${target}`);
  }
  return faults;
}
