import { expect, test } from "vitest";
import { consumersSql } from "../../config/postgres.ts";
import { maskedTexts, secretFile } from "../../config/secret-file.ts";

test("a masked text names each secret where its value would be", () => {
  const url = {
    path: "url",
    content: (reveal: (name: string) => string) => `redis://a:${reveal("core-redis/a")}@b`,
    onChange: "restart",
  } as const;
  expect(maskedTexts([secretFile("password", "core-redis/a"), url])).toEqual({
    password: "‹secret core-redis/a›",
    url: "redis://a:‹secret core-redis/a›@b",
  });
});

test("what is derived from a secret is derived from its mask, the same each time", () => {
  const sql = (reveal: (name: string) => string) =>
    consumersSql({ databases: [{ name: "umami" }], monitors: [] }, reveal);
  const masked = () => maskedTexts([{ path: "sql", content: sql, onChange: "reload" }]).sql;
  expect(masked()).toBe(masked());
  expect(masked()).not.toBe(sql(() => "the value"));
});
