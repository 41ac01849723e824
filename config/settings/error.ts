/** Settings that can not be used: every mistake, a line each. */
export class SettingsError extends Error {
  override readonly name = "SettingsError";
  /** The mistakes, in the order in which they were found. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[], where = "the settings of this environment") {
    super(`${where} can not be used:\n${problems.map((problem) => `  - ${problem}`).join("\n")}`);
    this.problems = problems;
  }
}
