/** Which data a change puts at risk: what nothing would use any more, or would be looked for in another place. */
import { coreNames } from "../../wiring/roles.ts";
import { type Properties, unknown, type Value } from "./events.ts";
import { type Granted, lostDatabases } from "./granted.ts";
import { code } from "./markdown.ts";
import { isDataVolume, nameOf, type Resource, types } from "./resources.ts";

export interface Risk {
  /** What is at risk: `volume core-redis-data`. */
  what: string;
  /** What happens to it, and what becomes of the data, in sentences of Markdown. */
  happens: string;
}

const stays = "It stays on the engine with all that is in it (retainOnDelete), and nothing uses it any more";

function mounts(state: { inputs: Properties } | undefined): readonly { volume: string; path: string }[] {
  const volumes = state?.inputs.volumes;
  if (!Array.isArray(volumes)) return [];
  return volumes.flatMap((mount: Value) => {
    const { volumeName, containerPath } = mount as Readonly<Record<string, string | undefined>>;
    return volumeName === undefined || containerPath === undefined ? [] : [{ volume: volumeName, path: containerPath }];
  });
}

/** The name on the engine. */
function volumeName({ old: before, new: after, name }: Resource): string {
  return String(before?.inputs.name ?? after?.inputs.name ?? name);
}

/** Volumes with data that leave the program, or are made anew. */
function volumes(resources: readonly Resource[]): Risk[] {
  return resources.filter(isDataVolume).flatMap((resource): Risk[] => {
    const name = volumeName(resource);
    if (resource.fate === "delete") {
      return [
        {
          what: `volume ${name}`,
          happens: `It leaves the program. ${stays}: a service that declares it again has it back, bin/down --delete-data deletes it.`,
        },
      ];
    }
    if (resource.fate !== "replace") return [];
    const next = resource.new?.inputs.name;
    return [
      {
        what: `volume ${name}`,
        happens:
          next === name
            ? "It is replaced by one of the same name. The engine hands back the one that is there, data and all, so what changes of its labels or its driver does not come about."
            : `It is replaced by ${code(String(next))}, which is empty. ${stays}.`,
      },
    ];
  });
}

/** Data that a container would look for in another place, or find other data in place of. */
function moved(resources: readonly Resource[]): Risk[] {
  const data = new Set(resources.filter(isDataVolume).map(volumeName));
  const gone = new Set(resources.filter((each) => isDataVolume(each) && each.fate === "delete").map(volumeName));
  return resources
    .filter(({ type, fate }) => type === types.container && fate !== "create" && fate !== "delete")
    .flatMap(({ name, old: before, new: after }): Risk[] => {
      const now = mounts(after);
      return mounts(before)
        .filter(({ volume }) => data.has(volume))
        .flatMap(({ volume, path }): Risk[] => {
          const elsewhere = now.find((mount) => mount.volume === volume);
          const instead = now.find((mount) => mount.path === path);
          const kept = gone.has(volume) ? "" : ` ${stays}.`;
          if (elsewhere?.path === path) return [];
          if (elsewhere !== undefined) {
            return [
              {
                what: `volume ${volume}`,
                happens: `${code(name)} has it at ${code(elsewhere.path)}, no longer at ${code(path)}: a program that looks for its data where it was starts without. The data stays in the volume.`,
              },
            ];
          }
          if (instead === undefined) {
            // Said of the volume itself where it goes.
            if (gone.has(volume)) return [];
            return [{ what: `volume ${volume}`, happens: `${code(name)} does not have it any more.${kept}` }];
          }
          return [
            {
              what: `volume ${volume}`,
              happens: `${code(name)} has another volume at ${code(path)}${instead.volume === unknown ? "" : `, ${code(instead.volume)}`}: it starts without the data that it has now.${kept}`,
            },
          ];
        });
    });
}

function databases(granted: Granted): Risk[] {
  return lostDatabases(granted).map((name) => ({
    what: `database ${name}`,
    happens:
      `No service asks for it any more, and none says ${code(`renamedFrom: "${name}"`)}. It stays in ${code(coreNames.postgres)} with all that is in it; ` +
      `its role can no longer log in, and the role's password is forgotten.`,
  }));
}

/** Generated secrets that get another value though nobody asked for it (`kompose:rotate` does by their keepers). */
function secrets(resources: readonly Resource[]): Risk[] {
  const rotation = (state: Resource["old"]) => (state?.inputs.keepers as Properties | undefined)?.rotation;
  return resources
    .filter(({ type, fate }) => type === types.password && fate === "replace")
    .filter(({ old: before, new: after }) => rotation(before) === rotation(after))
    .map(({ name }) => ({
      what: `secret ${name}`,
      happens:
        "It is generated anew, though kompose:rotate does not ask for it: what was made or encrypted with the old value can not be used with the new one.",
    }));
}

/** A cluster that the next server can not read. */
function majors(resources: readonly Resource[]): Risk[] {
  const major = (state: Resource["old"]) => (state?.inputs.environment as Properties | undefined)?.MAJOR;
  return resources
    .filter(({ type, name }) => type === types.command && name.endsWith("-same-major"))
    .flatMap(({ name, old: before, new: after }): Risk[] => {
      const [was, is] = [major(before), major(after)];
      if (was === undefined || is === undefined || was === is) return [];
      const service = name.replace(/-same-major$/, "");
      return [
        {
          what: `data of ${service}`,
          happens: `PostgreSQL ${was} wrote it and PostgreSQL ${is} can not read it: bin/up refuses before it touches anything. docs/postgres-major-upgrade.md says how it is moved.`,
        },
      ];
    });
}

/** Another machine has none of the data. */
function engines(resources: readonly Resource[]): Risk[] {
  return resources
    .filter(({ type, fate }) => type === types.engine && fate !== "create" && fate !== "delete")
    .flatMap(({ old: before, new: after }): Risk[] => {
      const [was, is] = [before?.inputs.host, after?.inputs.host];
      if (was === is) return [];
      return [
        {
          what: "all data",
          happens: `The platform moves from the engine ${code(String(was))} to ${code(String(is))}, where none of it is. It stays on the former engine.`,
        },
      ];
    });
}

/** What Pulumi refuses to delete, by the error that ends the preview. */
function protectedOnes(errors: readonly string[]): Risk[] {
  const urns = errors.flatMap((error) =>
    /protect/.test(error) ? [...error.matchAll(/"(urn:pulumi:[^"]+)"/g)].map(([, urn = ""]) => urn) : [],
  );
  return [...new Set(urns)].map((urn) => ({
    what: `volume ${nameOf(urn)}`,
    happens:
      "It is protected (kompose:protectData): when bin/up comes to it, after all else of this change is done, it ends with an error.",
  }));
}

/** One for each that is at risk, with all that happens to it. */
function together(all: readonly Risk[]): Risk[] {
  return [...Map.groupBy(all, ({ what }) => what)].map(([what, same]) => ({
    what,
    happens: [...new Set(same.map(({ happens }) => happens))].join(" "),
  }));
}

/** All data at risk. */
export function risks(resources: readonly Resource[], granted: Granted, errors: readonly string[]): readonly Risk[] {
  return together([
    ...protectedOnes(errors),
    ...engines(resources),
    ...volumes(resources),
    ...moved(resources),
    ...databases(granted),
    ...majors(resources),
    ...secrets(resources),
  ]);
}
