import { cpSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { describe, expect, test } from "vitest";
import { checkout } from "../../cli/paths.ts";
import { ownFolder, program } from "./support.ts";

/** A checkout with the scripts of CI, whose commands are stand-ins. */
function standIn(commands: Record<string, string>) {
  const folder = ownFolder();
  cpSync(join(checkout, ".ci"), join(folder, ".ci"), { recursive: true });
  mkdirSync(join(folder, "bin"));
  for (const [name, script] of Object.entries(commands)) program(join(folder, "bin", name), script);
  const run = (script: string, args: string[], env: Record<string, string> = {}) =>
    execa(join(folder, ".ci", script), args, {
      cwd: folder,
      env: { ...env, PATH: `${join(folder, "bin")}:${process.env.PATH}`, HOME: folder },
      all: true,
      reject: false,
    });
  const read = (path: string) => readFileSync(join(folder, path), "utf8");
  return { folder, run, read };
}

describe(".ci/review", () => {
  const says = (code: number) => `echo "$@" > asked; echo "what changes" > out/comment.md; exit ${code}`;

  test.each([
    [0, 0],
    [1, 1],
    [2, 0],
    [3, 3],
    [4, 4],
  ])("bin/review's %i is CI's %i, and is kept", async (code, ends) => {
    const { folder, run, read } = standIn({ review: says(code) });
    mkdirSync(join(folder, "out"));
    const output = join(folder, "output");
    const summary = join(folder, "summary");
    const { exitCode } = await run("review", ["out", "dev", "--empty"], {
      GITHUB_OUTPUT: output,
      GITHUB_STEP_SUMMARY: summary,
    });
    expect(exitCode).toBe(ends);
    expect(read("out/code")).toBe(`${code}\n`);
    expect(read("output")).toBe(`code=${code}\n`);
    expect(read("summary")).toBe("what changes\n");
    expect(read("asked")).toBe(
      `dev --empty --comment ${join(folder, "out", "comment.md")} --report ${join(folder, "out", "report.md")}\n`,
    );
  });
});

describe(".ci/drift", () => {
  test.each([
    [0, 0, "0\n"],
    [7, 0, "2\n"],
    [1, 1, undefined],
    [255, 255, undefined],
  ])("Pulumi's %i is %i", async (code, ends, kept) => {
    const { folder, run, read } = standIn({ pulumi: `echo "$@" > asked; echo "one thing"; exit ${code}` });
    const { exitCode } = await run("drift", ["out", "prod"]);
    expect(exitCode).toBe(ends);
    expect(existsSync(join(folder, "out", "code")) ? read("out/code") : undefined).toBe(kept);
    expect(read("out/drift.txt")).toBe("one thing\n");
    expect(read("asked")).toContain("--refresh --expect-no-changes");
    expect(read("asked")).toContain("--stack prod");
  });
});

describe(".ci/drift-issue", () => {
  /** What `gh` was asked, when `open` is the number of the open issue. */
  async function told(code: number, open: string): Promise<{ asked: string[]; body: string | undefined }> {
    const { folder, run, read } = standIn({
      gh: `echo "$1 $2 $3" >> asked; [ "$2" != list ] || echo "${open}"`,
    });
    mkdirSync(join(folder, "out"));
    writeFileSync(join(folder, "out", "code"), `${code}\n`);
    writeFileSync(join(folder, "out", "drift.txt"), `~ container\n${"x".repeat(100_000)}`);
    const { exitCode } = await run("drift-issue", ["out", "prod"]);
    expect(exitCode).toBe(0);
    const body = join(folder, "out", "issue.md");
    return {
      asked: read("asked").trim().split("\n").slice(1),
      body: existsSync(body) ? readFileSync(body, "utf8") : undefined,
    };
  }

  test("one issue is opened, kept up to date, and closed", async () => {
    expect((await told(2, "")).asked).toEqual(["issue create --title"]);
    expect((await told(2, "7")).asked).toEqual(["issue edit 7"]);
    expect((await told(0, "7")).asked).toEqual(["issue close 7"]);
    expect((await told(0, "")).asked).toEqual([]);
  });

  test("it says what drifted, within what an issue holds, as text that is not formatted", async () => {
    const { body = "" } = await told(2, "");
    expect(body.length).toBeLessThan(65_536);
    expect(body).toContain("`bin/up prod` makes it again");
    expect(body).toContain("\n    ~ container\n");
  });
});

describe(".ci/secrets", () => {
  const passphrase = "correct horse\tbattery 'staple' $HOME";
  const key = "-----BEGIN OPENSSH PRIVATE KEY-----\nabc\n-----END OPENSSH PRIVATE KEY-----";

  test("what is given becomes files of this user's alone, and is not printed", async () => {
    const { folder, run, read } = standIn({});
    const { exitCode, all } = await run("secrets", [], {
      KOMPOSE_STATE: join(folder, "state"),
      KOMPOSE_PASSPHRASE: passphrase,
      KOMPOSE_SSH_KEY: key,
      KOMPOSE_AWS_CREDENTIALS: "",
    });
    expect(exitCode).toBe(0);
    expect(read("state/passphrase")).toBe(`${passphrase}\n`);
    expect(read(".ssh/id_ed25519")).toBe(`${key}\n`);
    expect(existsSync(join(folder, ".aws"))).toBe(false);
    for (const file of ["state/passphrase", ".ssh/id_ed25519"]) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    }
    for (const directory of ["state", ".ssh"]) expect(statSync(join(folder, directory)).mode & 0o777).toBe(0o700);
    expect(all).not.toMatch(/horse|abc/);
  });

  test("a passphrase that is there is never replaced", async () => {
    const { folder, run, read } = standIn({});
    mkdirSync(join(folder, "state"));
    writeFileSync(join(folder, "state", "passphrase"), "the machine's own");
    const env = { KOMPOSE_STATE: join(folder, "state") };
    const { exitCode, all } = await run("secrets", [], { ...env, KOMPOSE_PASSPHRASE: passphrase });
    expect(exitCode).toBe(1);
    expect(all).toContain("leave KOMPOSE_PASSPHRASE unset");
    expect(all).not.toContain("horse");
    expect(read("state/passphrase")).toBe("the machine's own");
    expect((await run("secrets", [], { ...env, KOMPOSE_PASSPHRASE: "the machine's own" })).exitCode).toBe(0);
    expect((await run("secrets", [], env)).exitCode).toBe(0);
  });
});

describe(".ci/pull-request", () => {
  test("a branch's name is a value to gh, whatever is in it", async () => {
    const { run, read } = standIn({ gh: `printf '%s\\n' "$@" > asked` });
    const env = { REPOSITORY: "us/kompose", HEAD_OWNER: "them", HEAD_BRANCH: 'a"; rm -rf $HOME #', HEAD_SHA: "abc" };
    expect((await run("pull-request", [], env)).exitCode).toBe(0);
    expect(read("asked").split("\n")).toEqual(
      expect.arrayContaining(["repos/us/kompose/pulls", 'head=them:a"; rm -rf $HOME #']),
    );
  });
});
