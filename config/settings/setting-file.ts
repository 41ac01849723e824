/** Reads a file that a setting names, on the machine that runs `bin/up`. */
import { readFileSync } from "node:fs";
import { SettingsError } from "./error.ts";

/**
 * The text of a file.
 * @param key the setting that names it, in full
 * @throws SettingsError that names the setting, where the file can not be read
 */
export function readSettingFile(key: string, path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new SettingsError([
      `${key} is "${path}", which can not be read (${(error as NodeJS.ErrnoException).code}); it must be a file that whoever runs bin/up may read`,
    ]);
  }
}
