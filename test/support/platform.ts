/** A whole platform for end-to-end tests: a checkout, a state and an engine of its own, driven by the real commands. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { execa, type Options } from "execa";
import { copyCheckout } from "./checkout-copy.ts";
import { startTestEngine, type TestEngineOptions } from "./engine.ts";

/** What a command said: both streams, and how it ended. */
export interface Said {
  text: string;
  exitCode: number;
}

export interface TestPlatformOptions extends Pick<TestEngineOptions, "further" | "arguments"> {
  /** Further environment of its commands. */
  environment?: Readonly<Record<string, string>>;
  /** Whether people can sign in. Default: false. */
  signIn?: boolean;
}

/** The text with its one place that matches in another form. */
function replaced(text: string, place: string | RegExp, by: string): string {
  const changed = text.replace(place, by);
  if (changed === text) throw new Error(`nothing to replace: ${place}`);
  return changed;
}

export class TestPlatform {
  /** A copy of this checkout, which a test may edit. */
  readonly folder: string;
  readonly engine: Awaited<ReturnType<typeof startTestEngine>>;
  readonly #temporary: string;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(
    engine: TestPlatform["engine"],
    temporary: string,
    environment: Readonly<Record<string, string>>,
  ) {
    this.engine = engine;
    this.#temporary = temporary;
    this.#environment = environment;
    this.folder = join(temporary, "checkout");
  }

  /**
   * Starts an engine and copies the checkout, with a stack named `e2e` that runs on it. Nothing runs on it yet.
   * Without `signIn` the copy has no sign-in, which takes Keycloak half a minute, and what needs it is for the inside.
   */
  static async start({
    signIn = false,
    environment = {},
    ...options
  }: TestPlatformOptions = {}): Promise<TestPlatform> {
    const temporary = mkdtempSync(join(tmpdir(), "kompose-e2e-"));
    const platform = new TestPlatform(await startTestEngine(options), temporary, environment);
    await copyCheckout(platform.folder);
    if (!signIn) platform.#withoutSignIn();
    platform.settings();
    platform.policy(signIn ? {} : { "ingress-routers-ask-who": "disabled" });
    return platform;
  }

  #withoutSignIn(): void {
    rmSync(join(this.folder, "services/auth"), { recursive: true });
    const [page, app] = ["services/proxy/page.ts", "services/proxy/app.ts"];
    this.write(page, replaced(this.read(page), 'access: "sso"', 'access: "internal"'));
    this.write(app, replaced(this.read(app), /^ *offers: .*\n/m, ""));
  }

  /** Writes the stack's settings: those that make it run on the test's engine, and `more`. */
  settings(more: Record<string, unknown> = {}): void {
    const config = {
      "kompose:host": { engine: this.engine.host },
      "kompose:requireLockedImages": false,
      "kompose:protectData": false,
      ...more,
    };
    // JSON is YAML.
    this.write("Pulumi.e2e.yaml", JSON.stringify({ config }));
  }

  /** Configures the policy pack for the stack: as for dev, and `more`. */
  policy(more: Record<string, unknown> = {}): void {
    const config = { ...JSON.parse(this.read("Pulumi.dev.policy.json")), ...more };
    this.write("Pulumi.e2e.policy.json", JSON.stringify(config));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), "utf8");
  }

  remove(path: string): void {
    rmSync(join(this.folder, path));
  }

  get environment(): Record<string, string> {
    // Whatever backend the person at this machine uses.
    return { KOMPOSE_STATE: this.stateFolder, NO_COLOR: "1", PULUMI_BACKEND_URL: "", ...this.#environment };
  }

  get stateFolder(): string {
    return join(this.#temporary, "state");
  }

  /** Runs one of the commands in `bin/` and returns what it said, whether it succeeded or not. */
  async command(name: string, args: readonly string[], options: Options = {}): Promise<Said> {
    const result = await execa(join(this.folder, "bin", name), args, {
      cwd: this.folder,
      env: this.environment,
      all: true,
      reject: false,
      stdin: "ignore",
      ...options,
    });
    return { text: String(result.all), exitCode: result.exitCode ?? 1 };
  }

  /** `bin/up`, which must succeed. */
  async up(): Promise<string> {
    return succeeded(await this.command("up", ["e2e", "--yes"]));
  }

  /** `bin/down`, which must succeed. */
  async down(...args: string[]): Promise<string> {
    return succeeded(await this.command("down", ["e2e", "--yes", ...args]));
  }

  /** The Pulumi CLI on the stack; standard output alone. It must succeed. */
  async pulumi(...args: string[]): Promise<string> {
    const { stdout } = await execa(join(this.folder, "bin", "pulumi"), [...args, "--stack", "e2e"], {
      cwd: this.folder,
      env: this.environment,
    });
    return stdout;
  }

  /** Every generated secret by name. */
  async secrets(): Promise<Record<string, string>> {
    return JSON.parse(await this.pulumi("stack", "output", "credentials", "--json", "--show-secrets"));
  }

  /** The Docker command line on the test's engine; returns standard output, must succeed. */
  async docker(args: readonly string[], options: Options = {}): Promise<string> {
    const { stdout } = await execa("docker", args, { env: { DOCKER_HOST: this.engine.host }, ...options });
    return String(stdout);
  }

  /** Everything that a container printed, on both streams. */
  async logs(container: string): Promise<string> {
    const { all } = await execa("docker", ["logs", container], { env: { DOCKER_HOST: this.engine.host }, all: true });
    return all;
  }

  /** Ids of all containers, running or not. */
  async containers(): Promise<string[]> {
    return (await this.docker(["ps", "--all", "--quiet", "--no-trunc"])).split("\n").filter(Boolean);
  }

  /** The exact image that a container runs. */
  async imageOf(container: string): Promise<string> {
    return this.docker(["inspect", "--format", "{{.Image}}", container]);
  }

  /** The id of a service's running container, whatever its name is. */
  async containerOf(service: string): Promise<string> {
    return this.docker(["ps", "--quiet", "--filter", `label=dev.kompose.service=${service}`]);
  }

  /**
   * Runs a shell script in a new container of `image`: on the platform's network, as any neighbour could, or with
   * `host` on that of the engine's machine.
   */
  async neighbour(image: string, script: string, stdin = "", network: "kompose" | "host" = "kompose"): Promise<Said> {
    const result = await execa(
      "docker",
      ["run", "--rm", "--interactive", "--network", network, "--entrypoint", "sh", image, "-c", script],
      { env: { DOCKER_HOST: this.engine.host }, all: true, reject: false, input: stdin },
    );
    return { text: String(result.all), exitCode: result.exitCode ?? 1 };
  }

  /** Ends everything that was started and removes every file. */
  async stop(): Promise<void> {
    await this.engine.stop();
    rmSync(this.#temporary, { recursive: true, force: true });
  }
}

function succeeded({ text, exitCode }: Said): string {
  if (exitCode !== 0) throw new Error(`exit code ${exitCode}:\n${text}`);
  return text;
}
