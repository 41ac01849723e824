/** The generated credentials of a stack, as its output `credentials` has them. */
import { unknownWord } from "../arguments.ts";
import { UserError } from "../terminal.ts";

/**
 * One credential.
 * @param usage whose name the message begins with
 * @throws UserError for a name that is missing or that none has, with all names and the nearest
 */
export function credentialOf(
  credentials: Readonly<Record<string, string>>,
  name: string | undefined,
  usage: { command: string },
): string {
  const names = Object.keys(credentials).sort();
  if (name === undefined) throw new UserError(`${usage.command} takes the name of a credential: ${names.join(", ")}`);
  if (!Object.hasOwn(credentials, name)) throw unknownWord("credential", name, names, usage);
  return credentials[name] as string;
}
