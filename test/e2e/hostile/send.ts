/** Has entries sent by a machine on the internet. */
import { join } from "node:path";
import { images } from "../../../config/images.ts";
import type { Door } from "../../support/door.ts";
import { type Entry, token } from "./entry.ts";
import type { Order, Result } from "./sender.ts";

/**
 * Sends all of them, and says what came back, in their order.
 * @param toy a name with a route for everybody, which ordinary requests go to
 */
export async function send({ platform, internet }: Door, toy: string, entries: readonly Entry[]): Promise<Result[]> {
  const order: Order = { address: internet.machine, toy, token, entries };
  const sender = join(platform.folder, "test/e2e/hostile/sender.ts");
  const printed = await platform.docker(
    [
      ...["run", "--rm", "--interactive", `--network=container:${internet.name}`, `--volume=${sender}:/sender.mts:ro`],
      ...[platform.engine.images[images.node] ?? "", "node", "/sender.mts"],
    ],
    { input: JSON.stringify(order) },
  );
  return JSON.parse(printed);
}
