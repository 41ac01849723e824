import { expect, test } from "vitest";
import { isCommand } from "../../../policy/read/command.ts";

test("commands are run here or on another machine", () => {
  expect(["local", "remote", "elsewhere"].map((place) => isCommand({ type: `command:${place}:Command` }))).toEqual([
    true,
    true,
    false,
  ]);
});
