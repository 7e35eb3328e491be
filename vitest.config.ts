import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

/** Threads of tests run the built modules (test/helpers/built-thread.ts says why). */
const builtThreads = {
  name: "built-threads",
  enforce: "pre",
  resolveId: (source: string, importer = "") =>
    source.endsWith("/thread.ts") && importer.includes("/src/")
      ? fileURLToPath(new URL("test/helpers/built-thread.ts", import.meta.url))
      : undefined,
};

const project = (name: string, extra: object = {}) => ({
  plugins: [builtThreads],
  test: { name, include: [`test/${name}/**/*.test.ts`], restoreMocks: true, ...extra },
});

const BUILD = "test/helpers/build-first.ts";

export default defineConfig({
  test: {
    projects: [
      project("unit", { globalSetup: BUILD }),
      project("contract", { testTimeout: 30_000, globalSetup: BUILD }),
      project("integration", {
        ...{ testTimeout: 120_000, hookTimeout: 60_000 },
        globalSetup: BUILD,
      }),
      project("e2e", {
        testTimeout: 180_000,
        hookTimeout: 60_000,
        globalSetup: "test/helpers/models-cache.ts",
      }),
    ],
    passWithNoTests: false,
    // Tests of whole daemons mostly wait: one more than the two cores they are timed for.
    maxWorkers: 3,
  },
});
