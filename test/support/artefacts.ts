/** What a run leaves for people to look at. */
import { join } from "node:path";
import { checkout } from "../../cli/paths.ts";

/** Where screenshots go. */
export const artefacts = process.env.KOMPOSE_ARTEFACTS ?? join(checkout, "test-artefacts");
