/** Folders of the cache that are either complete or not there. */
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";

/** Fills a folder under a temporary name and gives it its own only when it is complete. */
export async function finishedFolder(folder: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = `${folder}.${process.pid}.tmp`;
  rmSync(temporary, { recursive: true, force: true });
  mkdirSync(temporary, { recursive: true });
  try {
    await fill(temporary);
    try {
      renameSync(temporary, folder);
    } catch (error) {
      // Somebody else was faster with the same content.
      if (!existsSync(folder)) throw error;
    }
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}
