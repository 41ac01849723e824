import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { redisFiles } from "../../config/redis.ts";
import { secretsIn } from "../../config/secret-file.ts";

const share = {
  users: [{ name: "track_app", keys: "umami:*" }],
  monitors: ["exporter"],
  eviction: "allkeys-lru",
} as const;
const text = (path: string) =>
  redisFiles("core-redis", share, 256)
    .find((file) => file.path === path)
    ?.content((name) => `<${name}>`) ?? expect.fail(path);

test("each server has secrets of its own", () => {
  expect(secretsIn(redisFiles("core-redis", share, 256))).toEqual([
    "core-redis/admin",
    "core-redis/exporter",
    "core-redis/health",
    "core-redis/track_app",
  ]);
});

test("the ACL file holds hashes, one user a line, and no default user", () => {
  const lines = text("users.acl").trimEnd().split("\n");
  expect(lines.map((line) => line.split(" ")[1])).toEqual(["default", "admin", "health", "track_app", "exporter"]);
  expect(lines[0]).toBe("user default reset off");
  expect(text("users.acl")).not.toContain("<core-redis/");
  expect(lines[3]).toContain(
    `#${createHash("sha256").update("<core-redis/track_app>").digest("hex")} ~umami:* &umami:* -@all`,
  );
});

test("a monitor can touch no key", () => {
  expect(text("users.acl").split("\n")[4]).not.toMatch(/[~&]|\+@/);
});

test("data may take three quarters of the memory, and the append-only file is on", () => {
  expect(text("redis.conf")).toMatch(/maxmemory 192mb\nmaxmemory-policy allkeys-lru/);
  expect(text("redis.conf")).toContain("appendonly yes");
});
