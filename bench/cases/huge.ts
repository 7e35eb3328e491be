/** Time a row at 10,000,000 rows against 100,000, the daemon being up: nothing may grow with the file. */
import { directoryCsv } from "../data.ts";
import { Daemon } from "../daemon.ts";
import { median, timed, type CaseResult, type Measured } from "../measure.ts";

const MANY = 10_000_000;
const FEW = 100_000;
const ROUNDS = 3;

async function importInto(path: string): Promise<Measured> {
  const daemon = new Daemon();
  try {
    await daemon.start();
    daemon.prepare("Directory", path, "directory.csv");
    const elapsed = await timed(async () => {
      await daemon.release("Directory", "directory.csv");
      await daemon.results("Directory", 1);
    });
    return { seconds: elapsed, peakMiB: daemon.peakMiB() };
  } finally {
    await daemon.end();
  }
}

export async function hugeCase(): Promise<CaseResult[]> {
  const { path, bytes } = await directoryCsv(MANY);
  const { path: fewPath } = await directoryCsv(FEW);
  const few: Measured[] = [];
  for (let i = 0; i < ROUNDS; i++) few.push(await importInto(fewPath));
  const many = await importInto(path);
  const fewMicros = (median(few.map((m) => m.seconds)) / FEW) * 1e6;
  const manyMicros = (many.seconds / MANY) * 1e6;
  return [
    {
      name: `time a row at ${MANY.toLocaleString("en")} rows (${(bytes / 1e9).toFixed(1)} GB)`,
      against: `at ${FEW.toLocaleString("en")} rows`,
      goal: 1.2,
      better: "less",
      ours: `${manyMicros.toFixed(2)} µs`,
      theirs: `${fewMicros.toFixed(2)} µs`,
      ratio: manyMicros / fewMicros,
      note: `${many.seconds.toFixed(0)} s in all, peak ${(many.peakMiB ?? 0).toFixed(0)} MiB`,
    },
  ];
}
