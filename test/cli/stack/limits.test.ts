import { expect, test } from "vitest";
import { beyondGranted, beyondMachine, limitsMessage } from "../../../cli/stack/limits.ts";

const facts = { id: "x", cpus: 2, memory: 4096 };
const service = { name: "core-redis", memory: 512, cpus: 1, openFiles: 1024 };

test("what the machine has can be granted, to the last MiB and core", () => {
  expect(beyondMachine([{ ...service, memory: 4096, cpus: 2 }], facts)).toEqual([]);
});

test("memory and CPUs beyond the machine name the service, both numbers and the setting", () => {
  expect(beyondMachine([service, { ...service, name: "big", memory: 4097, cpus: 2.5 }], facts)).toEqual([
    "big wants 4097 MiB of memory, the machine has 4096 MiB: lower kompose:services.big.memory",
    "big wants 2.5 CPUs, the machine has 2: lower kompose:services.big.cpus",
  ]);
});

test("open files beyond what the engine grants name every service that asks for them", () => {
  const services = [service, { ...service, name: "a", openFiles: 20000 }, { ...service, name: "b", openFiles: 65536 }];
  expect(beyondGranted(services, 20000)).toEqual([
    "b wants 65536 open files, the engine grants 20000: lower kompose:services.b.openFiles, or raise the limit that dockerd runs under",
  ]);
  expect(beyondGranted(services, 1024)).toHaveLength(2);
});

test("every problem is told at once, and that nothing was changed", () => {
  expect(limitsMessage(["one", "two"], "unix:///x")).toBe(
    "the engine on unix:///x can not grant these limits; nothing was changed:\n  - one\n  - two",
  );
});
