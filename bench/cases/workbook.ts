/** A workbook of 100,000 rows x 12: validated and stored, against reading alone by openpyxl. */
import { spawnSync } from "node:child_process";
import { directoryWorkbook } from "../data.ts";
import { Daemon } from "../daemon.ts";
import { inTurn, median, seconds, timed, type CaseResult, type Measured } from "../measure.ts";

async function importWorkbook(path: string): Promise<Measured> {
  const daemon = new Daemon();
  try {
    daemon.prepare("Directory", path, "directory.xlsx");
    await daemon.release("Directory", "directory.xlsx");
    const elapsed = await timed(async () => {
      await daemon.start();
      await daemon.results("Directory", 1);
    });
    return { seconds: elapsed, peakMiB: daemon.peakMiB() };
  } finally {
    await daemon.end();
  }
}

const READ = `
import sys, openpyxl
sheet = openpyxl.load_workbook(sys.argv[1], read_only=True).worksheets[0]
print(sum(1 for row in sheet.iter_rows(values_only=True)))
`;

async function readWithOpenpyxl(path: string): Promise<Measured> {
  const elapsed = await timed(async () => {
    const { status } = spawnSync("/usr/bin/python3", ["-c", READ, path]);
    if (status !== 0) throw new Error("openpyxl failed");
  });
  return { seconds: elapsed };
}

export async function workbookCase(rounds: number): Promise<CaseResult[]> {
  const { path, bytes } = await directoryWorkbook(100_000);
  const { a, b } = await inTurn(
    rounds,
    () => importWorkbook(path),
    () => readWithOpenpyxl(path),
  );
  const script = "import openpyxl; print(openpyxl.__version__)";
  const version = spawnSync("/usr/bin/python3", ["-c", script]).stdout.toString().trim();
  return [
    {
      name: `xlsx, 100,000 x 12 (${(bytes / 1e6).toFixed(1)} MB), from start of the daemon to .result`,
      against: `openpyxl ${version} read-only, reading alone`,
      goal: 0.35,
      better: "less",
      ours: `${seconds(a).toFixed(2)} s`,
      theirs: `${seconds(b).toFixed(2)} s`,
      ratio: seconds(a) / seconds(b),
      note: `peak ${median(a.map((m) => m.peakMiB ?? 0)).toFixed(0)} MiB`,
    },
  ];
}
