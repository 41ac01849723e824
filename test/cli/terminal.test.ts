import { expect, test } from "vitest";
import { duration } from "../../cli/terminal.ts";

test.each([
  [320, "320 ms"],
  [4_240, "4.2 s"],
  [59_940, "59.9 s"],
  [59_960, "1 min 0 s"],
  [119_700, "2 min 0 s"],
  [174_000, "2 min 54 s"],
])("%i ms reads as %s", (milliseconds, text) => {
  expect(duration(milliseconds)).toBe(text);
});
