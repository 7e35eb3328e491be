import { expect, it } from "vitest";
import { soak } from "../helpers/faults/soak-run.ts";

const SEED = 7;

it(`Z1: killed at 8 random moments under a mixed load, seed ${SEED} - every file is imported once`, async () => {
  const lines: string[] = [];
  const { files, records } = await soak({
    seed: SEED,
    kills: 8,
    say: (line) => {
      lines.push(line);
    },
  });
  expect(lines.filter((line) => line.startsWith("failed"))).toEqual([]);
  expect(files).toBeGreaterThan(8);
  expect(records).toBeGreaterThan(files);
});
