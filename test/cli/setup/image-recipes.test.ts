import { describe, expect, test } from "vitest";
import { major, recipeFor, recipes, splitImage } from "../../../cli/setup/image-recipes.ts";
import { images } from "../../../config/images.ts";

describe("an image that the platform runs", () => {
  test.each(Object.values(images))("%s can be built where no registry answers", (image) => {
    expect(recipeFor(image, recipes())?.upstream).toEqual({
      repository: splitImage(image).repository,
      major: expect.stringMatching(new RegExp(`^${major(splitImage(image).tag)}$`)),
    });
  });
});

test("a recipe is found by all of an image's name", () => {
  const named = (image: string) => recipeFor(image, recipes())?.name;
  expect(named("quay.io/oauth2-proxy/oauth2-proxy:v7.15.3-alpine")).toBe("oauth2-proxy");
  expect(named("oauth2-proxy/oauth2-proxy:v7.15.3-alpine")).toBeUndefined();
  expect(named("quay.io/keycloak/keycloak-operator:26.5.5")).toBeUndefined();
});
