/** Where everything in the diagram is, in pixels of its natural size. */
import type { Connection } from "../connection.ts";
import { type Column, columns } from "./columns.ts";
import type { PageService, PageShare } from "./share.ts";

/** The size of a service's card. */
export const card = { width: 198, height: 40 } as const;

const gap = { columns: 148, stacks: 10, cards: 6 } as const;
const padding = { side: 9, top: 23, bottom: 9 } as const;
const margin = 24;

/** Short columns are centred in this height and not in all of it, so that one look at a tall diagram shows them all. */
const firstSight = 720;

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A line from one service's card to another's, for all that the one asks of the other. */
export interface Edge {
  connections: readonly [Connection, ...Connection[]];
  start: { x: number; y: number };
  /** On which side the line leaves: 1 to the right, -1 to the left. */
  leaves: 1 | -1;
  end: { x: number; y: number };
  /** From which side it arrives. */
  arrives: 1 | -1;
}

export interface Layout {
  width: number;
  height: number;
  /** How many columns it has: three at most. */
  columns: number;
  stacks: readonly (Box & { name: string })[];
  cards: readonly (Box & { service: PageService; column: number })[];
  edges: readonly Edge[];
}

const stackHeight = (count: number) => padding.top + count * card.height + (count - 1) * gap.cards + padding.bottom;

const columnHeight = (column: Column) =>
  column.reduce((sum, { services }) => sum + stackHeight(services.length) + gap.stacks, -gap.stacks);

const stackWidth = card.width + 2 * padding.side;

function boxes(ordered: readonly Column[]): Omit<Layout, "edges"> {
  const tallest = Math.max(0, ...ordered.map(columnHeight));
  const stacks: (Box & { name: string })[] = [];
  const cards: (Box & { service: PageService; column: number })[] = [];
  ordered.forEach((column, index) => {
    const x = margin + index * (stackWidth + gap.columns);
    let y = margin + Math.min(tallest, Math.max(columnHeight(column), firstSight)) / 2 - columnHeight(column) / 2;
    for (const { name, services } of column) {
      const height = stackHeight(services.length);
      stacks.push({ name, x, y, width: stackWidth, height });
      services.forEach((service, at) => {
        const top = y + padding.top + at * (card.height + gap.cards);
        cards.push({ service, column: index, x: x + padding.side, y: top, ...card });
      });
      y += height + gap.stacks;
    }
  });
  return {
    width: 2 * margin + ordered.length * (stackWidth + gap.columns) - gap.columns,
    height: 2 * margin + tallest,
    columns: ordered.length,
    stacks,
    cards,
  };
}

type Card = Layout["cards"][number];

/** The sides that a line uses: through the space between two columns, or, within one, beside it on the left. */
function sides(from: Card, to: Card): { leaves: 1 | -1; arrives: 1 | -1 } {
  if (from.column < to.column) return { leaves: 1, arrives: -1 };
  if (from.column > to.column) return { leaves: -1, arrives: 1 };
  return { leaves: -1, arrives: -1 };
}

/** One end of a line: the card, the side, and how high the other end is. */
interface End {
  card: Card;
  side: 1 | -1;
  other: Card;
}

/** Spreads the lines that end on the same side of a card along it, in the order of their other ends. */
function spread(ends: readonly End[]): Map<End, { x: number; y: number }> {
  const bySide = Map.groupBy(ends, ({ card: { service }, side }) => `${side} ${service.name}`);
  return new Map(
    [...bySide.values()].flatMap((same) =>
      same
        .toSorted((one, another) => one.other.y - another.other.y)
        .map((end, index) => [
          end,
          {
            x: end.card.x + (end.side === 1 ? card.width : 0),
            y: end.card.y + (card.height * (index + 1)) / (same.length + 1),
          },
        ]),
    ),
  );
}

function edges(share: PageShare, cards: readonly Card[]): Edge[] {
  const byName = new Map(cards.map((placed) => [placed.service.name, placed]));
  const pairs = Map.groupBy(share.connections, ({ from, to }) => `${from} ${to}`);
  const lines = [...pairs.values()].flatMap(([first, ...more]) => {
    const from = first && byName.get(first.from);
    const to = first && byName.get(first.to);
    if (first === undefined || from === undefined || to === undefined) return [];
    const { leaves, arrives } = sides(from, to);
    return [
      {
        connections: [first, ...more] as const,
        start: { card: from, side: leaves, other: to },
        end: { card: to, side: arrives, other: from },
      },
    ];
  });
  const at = spread(lines.flatMap(({ start, end }) => [start, end]));
  return lines.map(({ connections, start, end }) => ({
    connections,
    start: at.get(start) as { x: number; y: number },
    leaves: start.side,
    end: at.get(end) as { x: number; y: number },
    arrives: end.side,
  }));
}

/** Lays the diagram out: stacks in columns, from who is asked first to what everything rests on. */
export function layout(share: PageShare): Layout {
  const placed = boxes(columns(share));
  return { ...placed, edges: edges(share, placed.cards) };
}
