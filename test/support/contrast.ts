/** How well colours can be told apart (WCAG 2.2, 1.4.3). */

/** Relative luminance of `#rrggbb`. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** The contrast of two colours `#rrggbb`, from 1 to 21. */
export function contrast(one: string, other: string): number {
  const [light = 0, dark = 0] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** The colours that a style sheet of ours declares: each twice, first for light, then for dark. */
export function palettesIn(css: string): { name: string; light: string; dark: string }[] {
  const declared = [...css.matchAll(/^ {2,4}--([a-z]+): (#[0-9a-f]{6});$/gm)].map(
    ([, name = "", colour = ""]) => [name, colour] as const,
  );
  return [...Map.groupBy(declared, ([name]) => name)].map(([name, [light, dark]]) => ({
    name,
    light: light?.[1] ?? "",
    dark: dark?.[1] ?? "",
  }));
}
