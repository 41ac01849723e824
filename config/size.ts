const units = { MiB: 1, GiB: 1024 } as const;

/**
 * A memory size such as `512MiB`, `1GiB` or `1.5GiB` (IEC 80000-13 units, no space) in MiB.
 * @throws Error when it is no such size, or no whole number of MiB
 */
export function parseSize(text: string): number {
  const [, number, unit] = /^(\d+(?:\.\d+)?)(MiB|GiB)$/.exec(text) ?? [];
  const size = Number(number) * units[unit as keyof typeof units];
  if (!Number.isSafeInteger(size)) throw new Error(`"${text}" is no size such as 512MiB or 1GiB`);
  return size;
}
