import { defineConfig } from "vitest/config";

export default defineConfig({
  root: import.meta.dirname,
  test: {
    include: ["**/*.spec.ts"],
    globalSetup: ["harness/set-up.ts"],
    // One window at a time: an editor and a browser keep two cores busy.
    fileParallelism: false,
    testTimeout: 150_000,
    hookTimeout: 150_000,
    expect: { poll: { timeout: 45_000 } },
  },
});
