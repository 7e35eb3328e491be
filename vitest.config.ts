import { defineConfig } from "vitest/config";

const project = (name: string, extra: object = {}) => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], restoreMocks: true, ...extra },
});

export default defineConfig({
  test: {
    projects: [
      project("unit"),
      project("contract", { testTimeout: 30_000 }),
      project("integration", { testTimeout: 120_000, hookTimeout: 60_000 }),
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
