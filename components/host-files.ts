import { createHash } from "node:crypto";
import * as command from "@pulumi/command";
import * as docker from "@pulumi/docker";
import * as pulumi from "@pulumi/pulumi";
import { maskedTexts, type SecretFile, secretsIn } from "../config/secret-file.ts";
import { type Host, labels } from "./host.ts";
import { script } from "./script.ts";
import type { Secrets } from "./secrets.ts";

export interface HostFilesArgs {
  host: Host;
  /** The stack and the service they are for. */
  stack: string;
  service: string;
  /** `uid:gid` that alone may read them. */
  owner: string;
  files: readonly SecretFile[];
  /** Where the secrets that the files hold come from. */
  secrets: Secrets;
  /**
   * Shell script, run in a throw-away container of this image with the files in place and no network. Where it fails,
   * nothing is written.
   */
  check?: { image: pulumi.Input<string>; script: string };
}

/**
 * The files of one service, in a volume of their own on the host, which its container mounts read-only.
 *
 * They are written by one command through a short-lived container, with the content on standard input: that takes
 * no right on the host but the use of its engine, and is the same for an engine behind ssh. Each file is replaced
 * by a rename; one that left the list is removed.
 *
 * Its input `files` has their texts by path with every secret masked, and `secrets` the names of those in each: what is
 * written is a secret as a whole, and whoever reviews a change wants to see it.
 */
export class HostFiles extends pulumi.ComponentResource {
  /** The volume's name. Whoever mounts it depends on this component, or its hash, to find the files there. */
  readonly volume: pulumi.Output<string>;
  /** A hash of the files that a running program can not reload. */
  readonly restartHash: pulumi.Output<string>;
  /** A hash of all files, once they are written. */
  readonly hash: pulumi.Output<string>;

  constructor(name: string, args: HostFilesArgs, opts?: pulumi.ComponentResourceOptions) {
    const { host, files, check } = args;
    const texts = maskedTexts(files);
    const secrets = Object.fromEntries(files.map((file) => [file.path, secretsIn([file])]));
    super("kompose:host:HostFiles", name, { files: texts, secrets }, opts);
    const volume = new docker.Volume(
      name,
      { name, labels: labels({ environment: host.environment, stack: args.stack, service: args.service }) },
      { parent: this, provider: host.provider },
    );
    const rendered = render(files, args.secrets);
    // Of their own secrets alone: one that is still to be generated for another file would leave a preview in doubt.
    const started = render(
      files.filter(({ onChange }) => onChange === "restart"),
      args.secrets,
    );
    const write = new command.local.Command(
      name,
      {
        create: script("write-files"),
        environment: {
          ...host.containedEnvironment,
          OWNER: args.owner,
          VOLUME: volume.name,
          ...(check === undefined ? {} : { CHECK_IMAGE: check.image, CHECK: check.script }),
        },
        stdin: rendered.apply(manifest),
      },
      { parent: this },
    );
    this.volume = volume.name;
    this.hash = pulumi.all([pulumi.unsecret(rendered.apply(hashOf)), write.id]).apply(([hash]) => hash);
    this.restartHash = pulumi.unsecret(started.apply(hashOf));
    // Policies about the whole stack are shown its outputs.
    this.registerOutputs({ files: texts });
  }
}

interface RenderedFile {
  path: string;
  text: string;
}

function render(files: readonly SecretFile[], secrets: Secrets): pulumi.Output<RenderedFile[]> {
  const values = Object.fromEntries(secretsIn(files).map((name) => [name, secrets.get(name)]));
  return pulumi.secret(
    pulumi
      .all(values)
      .apply((known) => files.map(({ path, content }) => ({ path, text: content((name) => known[name] as string) }))),
  );
}

/** One line a file, as components/scripts/write-files.sh reads it: path and base64 content. */
function manifest(files: readonly RenderedFile[]): string {
  return files.map(({ path, text }) => `${path} ${Buffer.from(text).toString("base64")}\n`).join("");
}

/** Not a secret itself: the contents it is made from hold passwords of 256 bits. */
function hashOf(files: readonly RenderedFile[]): string {
  return createHash("sha256").update(manifest(files)).digest("hex").slice(0, 16);
}
