import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["src/**/*.test.{ts,js}", "properties/**/*.test.ts", "scripts/**/*.test.ts"],
    setupFiles: ["./scripts/test-setup.ts"],
    // One worker a file: nothing that one test does to its globals reaches another.
    pool: "threads",
    isolate: true,
    // A property that draws many runs may take its time; a test that hangs may not.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ["default", "./scripts/counts-reporter.ts"],
    slowTestThreshold: 3_000,
  },
});
