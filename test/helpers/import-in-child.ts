/**
 * A process that imports files one after another with little memory, and tells what came of each and
 * how much memory it took. Arguments: working folder, then type and path of each file.
 */
import path from "node:path";
import { openImporter } from "./importing.ts";
import { typeOf } from "./rejecting.ts";

const [workFolder = "", ...files] = process.argv.slice(2);
await using importer = await openImporter(workFolder, { heapMb: 96 });
for (let i = 0; i + 1 < files.length; i += 2) {
  const [type = "", file = ""] = files.slice(i, i + 2);
  const started = performance.now();
  const outcome = await importer
    .importFile(typeOf(type), file, path.basename(file))
    .then(({ verdict }) => ({ status: verdict.status, rows: verdict.rows, codes: verdict.codes }))
    .catch((error: unknown) => ({ status: `broke: ${String(error)}`, rows: {}, codes: {} }));
  const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
  const ms = Math.round(performance.now() - started);
  process.stdout.write(
    `${JSON.stringify({ file: path.basename(file), ...outcome, ms, peakMb })}\n`,
  );
}
