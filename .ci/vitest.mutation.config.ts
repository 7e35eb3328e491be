/** The tests that mutants are judged by: quick ones, without processes and property campaigns. */
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: [
      "test/unit/datasets/**/*.test.ts",
      "test/unit/drop/{stability,states,order}*.test.ts",
      "test/unit/files/{free-name,safe-name,temporary-names}.test.ts",
    ],
  },
});
