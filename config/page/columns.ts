/** The order of the diagram: which column each stack is in, and who is above whom. */
import type { PageService, PageShare } from "./share.ts";

/** A stack and its services, from top to bottom. */
export interface StackColumnEntry {
  name: string;
  services: readonly PageService[];
}

export type Column = readonly StackColumnEntry[];

/** The stack that requests come in by: the one that answers for the domain itself. */
function entrance(share: PageShare): string | undefined {
  return share.services.find(({ address }) => address === `https://${share.domain}/`)?.stack;
}

/**
 * The stacks in three columns, none of them empty: the entrance; everything that is neither; those that others rest
 * on while they themselves rest on nobody.
 */
function assign(share: PageShare): Column[] {
  const stackOf = new Map(share.services.map(({ name, stack }) => [name, stack]));
  const between = share.connections
    .map(({ from, to }) => ({ from: stackOf.get(from), to: stackOf.get(to) }))
    .filter(({ from, to }) => from !== to);
  const first = entrance(share);
  const columnOf = (stack: string) => {
    if (stack === first) return 0;
    return between.some(({ to }) => to === stack) && !between.some(({ from }) => from === stack) ? 2 : 1;
  };
  const stacks = [...Map.groupBy(share.services, ({ stack }) => stack)].map(([name, services]) => ({ name, services }));
  return [0, 1, 2]
    .map((column) => stacks.filter(({ name }) => columnOf(name) === column))
    .filter((column) => column.length > 0);
}

/** Where each service is in its column, from 0 at the top to 1 at the bottom. */
function heights(columns: readonly Column[]): Map<string, number> {
  return new Map(
    columns.flatMap((column) => {
      const names = column.flatMap(({ services }) => services.map(({ name }) => name));
      return names.map((name, index) => [name, (index + 0.5) / names.length] as const);
    }),
  );
}

function mean(values: readonly number[]): number | undefined {
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How often the order is mended; after a few times it no longer changes for the better. */
const sweeps = 8;

/**
 * The columns of the diagram, each ordered so that who talks to each other is at much the same height: again and
 * again everybody is put at the mean height of its neighbours (Sugiyama's barycentre method).
 */
export function columns(share: PageShare): Column[] {
  let ordered = assign(share);
  for (let sweep = 0; sweep < sweeps; sweep++) {
    // From right to left: the last column is what most others are ordered by.
    for (let index = ordered.length - 1; index >= 0; index--) {
      const height = heights(ordered);
      const wanted = (name: string) =>
        mean(
          share.connections
            .flatMap(({ from, to }) => (from === name ? [to] : to === name ? [from] : []))
            .map((other) => height.get(other) ?? 0.5),
        ) ?? 1;
      const byWish = <T>(items: readonly T[], wish: (item: T) => number) =>
        items.toSorted((one, other) => wish(one) - wish(other));
      ordered = ordered.map((column, at) =>
        at !== index
          ? column
          : byWish(
              column.map(({ name, services }) => ({
                name,
                services: byWish(services, (service) => wanted(service.name)),
              })),
              ({ services }) => mean(services.map(({ name }) => wanted(name))) ?? 1,
            ),
      );
    }
  }
  return ordered;
}
