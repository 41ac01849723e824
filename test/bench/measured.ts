/** Numbers of several rounds, and how they are told. */

/** Requests a second, and how long half and nearly all of them took at most, in milliseconds. */
export interface Measured {
  rate: number;
  p50: number;
  p99: number;
}

/** The value in the middle; of two, the lower. */
export function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor((values.length - 1) / 2)] ?? Number.NaN;
}

/** The smallest, the middle and the largest, with this many digits after the point. */
export function spread(values: readonly number[], digits: number): string {
  return [Math.min(...values), median(values), Math.max(...values)].map((value) => value.toFixed(digits)).join(" / ");
}
