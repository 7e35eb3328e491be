/** `npm run bench [-- csv workbook huge]`: each case beside its tool, ratios to bench/RESULTS.md. */
import { writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { fileURLToPath } from "node:url";
import { campaignsCase } from "./cases/campaigns.ts";
import { csvCase } from "./cases/csv.ts";
import { displacerCase } from "./cases/displacer.ts";
import { encryptionCase } from "./cases/encryption.ts";
import { eventLoopCase } from "./cases/event-loop.ts";
import { exportCase } from "./cases/export.ts";
import { firstScanCase } from "./cases/first-scan.ts";
import { hugeCase } from "./cases/huge.ts";
import { latencyCase } from "./cases/latency.ts";
import { smallFilesCase } from "./cases/small-files.ts";
import { updaterCase } from "./cases/updater.ts";
import { uploadCase } from "./cases/upload.ts";
import { workbookCase } from "./cases/workbook.ts";
import type { CaseResult } from "./measure.ts";

const ROUNDS = 3;
const cases = {
  csv: () => csvCase(ROUNDS),
  workbook: () => workbookCase(ROUNDS),
  export: () => exportCase(1),
  encryption: () => encryptionCase(ROUNDS),
  "small-files": () => smallFilesCase(1),
  upload: () => uploadCase(ROUNDS),
  displacer: () => displacerCase(1),
  latency: () => latencyCase(),
  "event-loop": () => eventLoopCase(),
  updater: () => updaterCase(1),
  campaigns: () => campaignsCase(),
  "first-scan": () => firstScanCase(ROUNDS),
};

/** Minutes and gigabytes: runs when it is named. */
const extra = { huge: () => hugeCase() };

const wanted = process.argv.slice(2);
const results: CaseResult[] = [];
for (const [name, run] of Object.entries({ ...cases, ...extra })) {
  if (wanted.length > 0 ? !wanted.includes(name) : name in extra) continue;
  for (const result of await run()) {
    results.push(result);
    console.log(
      `${result.name}\n  ours ${result.ours}; ${result.against}: ${result.theirs}; ` +
        `ratio ${result.ratio.toFixed(2)} (goal ${goalOf(result)}) ${result.note}`,
    );
  }
  // After each case: a run takes minutes, and what was measured is kept when it is broken off.
  if (wanted.length === 0) {
    writeFileSync(fileURLToPath(new URL("RESULTS.md", import.meta.url)), table());
  }
}

function goalOf({ better, goal }: CaseResult): string {
  return goal === undefined ? "-" : `${better === "less" ? "<=" : ">="} ${goal}`;
}

function metOf({ better, goal, ratio }: CaseResult): string {
  if (goal === undefined) return "-";
  return (better === "less" ? ratio <= goal : ratio >= goal) ? "yes" : "no";
}

function table(): string {
  const date = new Date().toISOString().slice(0, 10);
  const machine = `${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.version}`;
  const lines = results.map((r) => {
    const cells = [r.name, r.ours, r.against, r.theirs, r.ratio.toFixed(2), goalOf(r), metOf(r)];
    return `| ${[...cells, r.note].map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  });
  return `# Results of \`npm run bench\`

${date}, ${machine}. Medians of ${ROUNDS} runs in turn (export, small files, displacer, updater and campaigns: one). Ratios count, seconds drift.

| case | ours | against | theirs | ratio | goal | met | note |
| --- | --- | --- | --- | --- | --- | --- | --- |
${lines.join("\n")}
`;
}
