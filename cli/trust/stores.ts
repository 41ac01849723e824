/** Where systems and browsers keep the authorities they trust, and how one is added and removed. */

/** What this machine has, as far as it decides which stores there are. */
export interface TrustFacts {
  /** `process.platform`. */
  platform: NodeJS.Platform;
  /** Whether a file or folder is there. */
  exists: (path: string) => boolean;
  /** Folders of NSS databases (cert9.db) of Chromium and Firefox profiles. */
  nssDatabases: readonly string[];
}

/** One place that keeps trusted authorities. */
export interface TrustStore {
  /** Who looks there, as a person knows it. */
  usedBy: string;
  /** Commands, each an argument list, run one after the other. */
  install: readonly (readonly string[])[];
  remove: readonly (readonly string[])[];
  /** Whether the commands need root's rights. */
  asRoot: boolean;
}

/** Linux: the folder that a distribution's tool collects authorities from, and the tool. */
const linuxStores = [
  {
    folder: "/usr/local/share/ca-certificates",
    tool: ["update-ca-certificates"],
    fresh: ["update-ca-certificates", "--fresh"],
  },
  { folder: "/etc/pki/ca-trust/source/anchors", tool: ["update-ca-trust"], fresh: ["update-ca-trust"] },
  { folder: "/etc/ca-certificates/trust-source/anchors", tool: ["update-ca-trust"], fresh: ["update-ca-trust"] },
] as const;

function linux(name: string, file: string, exists: TrustFacts["exists"]): TrustStore[] {
  const store = linuxStores.find(({ folder }) => exists(folder));
  if (store === undefined) return [];
  const target = `${store.folder}/${name}.crt`;
  return [
    {
      usedBy: "curl, wget and what else uses the system's authorities",
      install: [["install", "-m", "0644", file, target], store.tool],
      remove: [["rm", "-f", target], store.fresh],
      asRoot: true,
    },
  ];
}

function macOs(file: string): TrustStore[] {
  const keychain = "/Library/Keychains/System.keychain";
  return [
    {
      usedBy: "Safari, Chrome, curl",
      install: [["security", "add-trusted-cert", "-d", "-r", "trustRoot", "-k", keychain, file]],
      remove: [["security", "remove-trusted-cert", "-d", file]],
      asRoot: true,
    },
  ];
}

function nss(name: string, file: string, folder: string): TrustStore {
  const database = ["-d", `sql:${folder}`];
  return {
    usedBy: folder.includes("firefox") ? `Firefox (${folder})` : `Chrome and Chromium (${folder})`,
    install: [["certutil", "-A", ...database, "-t", "C,,", "-n", name, "-i", file]],
    remove: [["certutil", "-D", ...database, "-n", name]],
    asRoot: false,
  };
}

/**
 * The stores of this machine.
 * @param name what the authority is called in them, such as `kompose-dev`
 * @param file the authority's certificate, PEM
 */
export function trustStores(name: string, file: string, { platform, exists, nssDatabases }: TrustFacts): TrustStore[] {
  return [
    ...(platform === "darwin" ? macOs(file) : linux(name, file, exists)),
    ...nssDatabases.map((folder) => nss(name, file, folder)),
  ];
}
