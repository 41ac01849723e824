/** The tests of the policies as Stryker runs them: thousands of times, so with nothing that takes long to load. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  // All that a rule takes from the package is what a preview does not know, which stands in a file of its own; the rest
  // is the server that Pulumi talks to.
  resolve: { alias: { "@pulumi/policy": "@pulumi/policy/proxy.js" } },
  test: { include: ["test/policy/{domains,read}/*.test.ts", "test/policy/rule.test.ts"] },
});
