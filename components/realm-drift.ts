import { execFile } from "node:child_process";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { realmOwner, realmResource } from "./realm.ts";
import { script } from "./script.ts";

const run = promisify(execFile);

export interface RealmDriftArgs {
  /** Where the engine answers. */
  engine: string;
  /** The environment's name. */
  environment: string;
  /** Exact reference of an image with Node. */
  image: string;
}

/**
 * What somebody changed by hand in the realm since it was last applied, a line each; empty where it was never applied,
 * or nothing was changed. Where Keycloak can not be asked, a warning says so: whatever is wrong with it is not for this
 * to stop, because an `up` may be about to mend it.
 */
export async function realmDrift({ engine, environment, image }: RealmDriftArgs): Promise<string> {
  const files = `${realmResource}-files`;
  const env = {
    ...process.env,
    ...{
      DOCKER_HOST: engine,
      ENVIRONMENT: environment,
      IMAGE: image,
      OWNER: realmOwner,
      VOLUME: files,
      NETWORK: "kompose",
    },
  };
  try {
    // Before the first `up` there is nothing to ask, maybe not even an engine.
    await run("docker", ["volume", "inspect", files], { env });
  } catch {
    return "";
  }
  try {
    const { stdout } = await run("sh", ["-c", script("apply-realm"), "sh", "--check"], { env, timeout: 30_000 });
    if (stdout !== "") await pulumi.log.warn(`changed by hand in Keycloak, and put back by up:\n${stdout}`);
    return stdout;
  } catch (error) {
    const { stderr = "" } = error as { stderr?: string };
    await pulumi.log.warn(`whether somebody changed the realm by hand is not known: ${stderr.trim() || error}`);
    return "";
  }
}
