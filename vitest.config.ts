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

/** Properties are tried with the same cases each time (test/helpers/seeded-fast-check.ts says why). */
const sameCases = {
  name: "same-cases",
  enforce: "pre",
  resolveId: (source: string, importer = "") =>
    source === "fast-check" && !importer.endsWith("/seeded-fast-check.ts")
      ? fileURLToPath(new URL("test/helpers/seeded-fast-check.ts", import.meta.url))
      : undefined,
};

/**
 * For a machine many times slower than those that they are made on: a test that hangs is found all
 * the same, and one that goes on never fails by its time.
 */
const LIMITS = { testTimeout: 120_000, hookTimeout: 120_000 };
const LONG = { testTimeout: 600_000, hookTimeout: 600_000 };

/**
 * CI tries a test of whole daemons a second time and names what needed it (.ci/second-tries.mjs): one
 * moment out of thousands on a busy machine must not hold a release back, nor go unnoticed.
 */
const AGAIN = process.env["CI"] === "true" ? { retry: 1 } : {};

/** What a machine is set to must not matter: unzip refuses names that its locale can't show. */
const PLACE = { LC_ALL: "C.UTF-8", TZ: "UTC" };

const project = (name: string, extra: object = {}) => ({
  plugins: [builtThreads, sameCases],
  test: {
    ...{ name, include: [`test/${name}/**/*.test.ts`], restoreMocks: true, env: PLACE },
    ...LIMITS,
    ...extra,
  },
});

const BUILD = "test/helpers/build-first.ts";

export default defineConfig({
  test: {
    projects: [
      project("unit", { globalSetup: BUILD }),
      project("contract", { globalSetup: BUILD }),
      project("integration", { ...LONG, globalSetup: BUILD }),
      project("e2e", { ...LONG, ...AGAIN, globalSetup: "test/helpers/models-cache.ts" }),
    ],
    passWithNoTests: false,
    // Tests of whole daemons mostly wait: one more than the two cores they are timed for.
    maxWorkers: 3,
  },
});
