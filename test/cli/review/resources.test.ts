import { expect, test } from "vitest";
import { isDataVolume, resourcesOf, types } from "../../../cli/review/resources.ts";
import { events, labels, partOf, preview, replaced, serviceEvents, urnOf } from "./previews.ts";

test.each<[readonly string[], string, boolean]>([
  [["same"], "same", false],
  [["create"], "create", false],
  [["update"], "update", false],
  [["delete"], "delete", false],
  [replaced.deletedFirst, "replace", true],
  [replaced.createdFirst, "replace", false],
  [["read"], "update", false],
])("%j comes to %s", (ops, fate, deletedFirst) => {
  const [resource] = resourcesOf(preview(events(types.container, "a", { ops, old: {}, new: {} })));
  expect(resource).toMatchObject({ name: "a", fate, deletedFirst });
});

test("a resource is part of the nearest service, or of the realm; those of none are of none", () => {
  const files = urnOf(types.files, "toys_a-files");
  const resources = resourcesOf(
    preview(
      serviceEvents("toys_a"),
      events(types.files, "toys_a-files", { ops: ["same"], old: {}, ...partOf("toys_a") }),
      events(types.command, "deep", { ops: ["create"], new: {}, parent: files }),
      events(types.realm, "auth_realm", { ops: ["same"], old: {} }),
      events(types.command, "auth_realm", { ops: ["delete"], old: {}, parent: urnOf(types.realm, "auth_realm") }),
      events(types.network, "kompose", { ops: ["same"], old: {} }),
    ),
  );
  const services = Object.fromEntries(resources.map(({ urn, service }) => [urn, service]));
  expect(services[urnOf(types.command, "deep")]).toBe("toys_a");
  expect(services[urnOf(types.command, "auth_realm")]).toBe("auth_realm");
  expect(services[urnOf(types.network, "kompose")]).toBeUndefined();
});

test("a volume is one with data by its label, also when it is about to lose it", () => {
  const volume = (before: object, after: object) =>
    resourcesOf(preview(events(types.volume, "v", { ops: ["update"], old: before, new: after }))).map(isDataVolume);
  const data = { labels: labels({ data: "true" }) };
  expect(volume(data, {})).toEqual([true]);
  expect(volume({}, data)).toEqual([true]);
  expect(volume({}, { labels: labels({ service: "a" }) })).toEqual([false]);
});
