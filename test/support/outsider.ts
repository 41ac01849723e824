/** Another machine, on a wire to the engine's: for what must hold for those who are not on the platform's host. */
import { execa } from "execa";
import type { Ran, RunOptions, TestEngine } from "./engine.ts";

/** Where it is: on the internet at large (RFC 5737), or at home (RFC 1918). */
export const places = {
  internet: { machine: "198.51.100.1", outsider: "198.51.100.2" },
  home: { machine: "192.168.77.1", outsider: "192.168.77.2" },
} as const;

/** Lays the wire: a pair of interfaces, one in each network, and the machine as the way to everything else. */
const lay = `
name=$1 machine=$2 outsider=$3
pid=$(docker inspect --format '{{.State.Pid}}' "$name")
ip link add "wire-$name" type veth peer name eth0 netns "$pid"
ip address add "$machine/24" dev "wire-$name"
ip link set "wire-$name" up
nsenter --target "$pid" --net sh -c "
  ip link set lo up
  ip address add $outsider/24 dev eth0
  ip link set eth0 up
  ip route add default via $machine
"
`;

export class Outsider {
  /** Its own address, and the machine's as it sees it. */
  readonly address: string;
  readonly machine: string;
  /** The name of its container: `container:<name>` is its network for others. */
  readonly name: string;
  readonly #engine: TestEngine;

  private constructor(engine: TestEngine, place: keyof typeof places) {
    this.#engine = engine;
    this.name = place;
    this.address = places[place].outsider;
    this.machine = places[place].machine;
  }

  /**
   * Starts it. It ends with the engine.
   * @param names host names that it knows the machine by
   */
  static async start(engine: TestEngine, place: keyof typeof places, names: readonly string[]): Promise<Outsider> {
    const outsider = new Outsider(engine, place);
    const { name, machine, address } = outsider;
    const image = engine.images["kompose-tools:1.0.0"] ?? "";
    const hosts = names.map((host) => `--add-host=${host}:${machine}`);
    const started = await engine.run([
      ...["docker", "run", "--detach", "--init", `--name=${name}`, "--network=none", "--user=0:0", ...hosts],
      ...["--entrypoint=sleep", image, "infinity"],
    ]);
    if (started.exitCode !== 0) throw new Error(started.stderr);
    const laid = await engine.run(["sh", "-euc", lay, "sh", name, machine, address]);
    if (laid.exitCode !== 0) throw new Error(laid.stderr);
    return outsider;
  }

  /** Runs a command there; never throws. */
  async run(argv: readonly string[], { input = "" }: Pick<RunOptions, "input"> = {}): Promise<Ran> {
    const { exitCode, stdout, stderr } = await execa("docker", ["exec", "--interactive", this.name, ...argv], {
      env: { DOCKER_HOST: this.#engine.host },
      reject: false,
      input,
    });
    return { exitCode, stdout, stderr };
  }

  /** Writes a file there. */
  async write(path: string, text: string): Promise<void> {
    const { exitCode, stderr } = await this.run(["sh", "-c", 'cat > "$1"', "sh", path], { input: text });
    if (exitCode !== 0) throw new Error(stderr);
  }

  /** What the certificate says that the machine shows for a host; `shown` are options of `openssl x509`. */
  async certificate(host: string, ...shown: string[]): Promise<string> {
    const script = `openssl s_client -connect ${this.machine}:443 -servername "$1" </dev/null 2>/dev/null |
      { shift; openssl x509 -noout "$@"; }`;
    return (await this.run(["sh", "-c", script, "sh", host, ...shown])).stdout;
  }

  /** Runs curl, which trusts the authority in `/tmp/authority.pem`, and returns what it wrote to standard output. */
  async curl(...args: string[]): Promise<string> {
    const { exitCode, stdout, stderr } = await this.run([
      // It has no other, and curl would wait five seconds for what no name server says about another.
      ...["curl", "--ipv4", "--silent", "--show-error", "--max-time", "60", "--cacert", "/tmp/authority.pem", ...args],
    ]);
    if (exitCode !== 0) throw new Error(`curl ${args.join(" ")}: ${stderr}`);
    return stdout;
  }
}
