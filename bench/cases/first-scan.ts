/** Start to the first `.result` with 100,000 files in History, against an empty History. */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Daemon } from "../daemon.ts";
import { inTurn, seconds, timed, type CaseResult, type Measured } from "../measure.ts";

async function startWith(files: number): Promise<Measured> {
  const daemon = new Daemon();
  try {
    const history = join(daemon.automatic, "Skills/History");
    mkdirSync(history, { recursive: true });
    for (let i = 0; i < files; i++) writeFileSync(join(history, `20200101_000000_${i}.csv`), "");
    const one = join(daemon.folder, "one.csv");
    writeFileSync(one, "Name\nOne\n");
    daemon.prepare("Skills", one, "one.csv");
    await daemon.release("Skills", "one.csv");
    const elapsed = await timed(async () => {
      await daemon.start();
      await daemon.results("Skills", 1);
    });
    return { seconds: elapsed };
  } finally {
    await daemon.end();
  }
}

export async function firstScanCase(rounds: number): Promise<CaseResult[]> {
  const { a, b } = await inTurn(
    rounds,
    () => startWith(100_000),
    () => startWith(0),
  );
  return [
    {
      name: "start to the first result, 100,000 files in History",
      against: "empty History",
      goal: 1.2,
      better: "less",
      ours: `${seconds(a).toFixed(2)} s`,
      theirs: `${seconds(b).toFixed(2)} s`,
      ratio: seconds(a) / seconds(b),
      note: "",
    },
  ];
}
