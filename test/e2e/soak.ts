/** `npm run soak -- --kills 200 --seed 7`: the soak of test/helpers/faults/soak-run.ts, as long as you like. */
import { parseArgs } from "node:util";
import { soak } from "../helpers/faults/soak-run.ts";

const { values } = parseArgs({
  options: { kills: { type: "string", default: "50" }, seed: { type: "string" } },
});
const kills = Number(values.kills);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
if (!Number.isInteger(kills) || !Number.isInteger(seed))
  throw new Error("--kills and --seed are whole numbers");

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};
say(`seed ${seed}, ${kills} kills`);
const { files, records } = await soak({ seed, kills, say });
say(`done: ${kills} kills, ${files} files, ${records} records, each imported once`);
