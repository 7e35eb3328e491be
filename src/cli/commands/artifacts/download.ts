/** `quayside artifacts download`: fetches a published set, checks it, and leaves it encrypted. */
import { createHash } from "node:crypto";
import { mkdir, open } from "node:fs/promises";
import { join, resolve } from "node:path";
import type { ServiceConfig } from "../../../config/service-config.ts";
import { ConfigError, fromSystem, InputError } from "../../../core/errors.ts";
import type { ExportFile, ExportRun } from "../../../store/export-run.ts";
import type { Destination } from "../../../transfer/destination.ts";
import { JSON_OPTION, textOption, type Command, type CommandContext } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { bar, bytes } from "../../text.ts";

export const downloadCommand: Command = {
  name: "download",
  usage: "<run>",
  summary: "fetches the files of a published export into a folder and checks their SHA-256",
  options: [
    { flags: "--out <folder>", summary: "where to (default: the working folder)" },
    JSON_OPTION,
  ],
  examples: ["quayside artifacts download 0193a5f2-7c1e-7abc-8def-0123456789ab --out ./in"],
  exitCodes: [0, 1, 2, 3, 4, 5, 6, 7],
  run: async (context, { args, options }) => {
    const path = `/v1/exports/${encodeURIComponent(args[0] ?? "")}`;
    const run = await (await context.daemon()).get<ExportRun>(path);
    const outPath = resolve(textOption(options, "out") ?? ".");
    await mkdir(outPath, { recursive: true });
    const settings = destinationOf(await context.config(), run);
    const { signal } = new AbortController();
    await using destination = await openShare(context, settings, signal);
    const files = run.files ?? [];
    for (const file of files) await fetchFile(context, destination, { file, outPath });
    const paths = files.map(({ name }) => join(outPath, name));
    if (options["json"] === true)
      context.terminal.out(JSON.stringify({ run: run.id, files: paths }));
    else paths.forEach(context.terminal.out);
    return EXIT.done;
  },
};

function destinationOf(
  config: ServiceConfig,
  { destination = "", id, artifact }: ExportRun,
): ServiceConfig["destinations"][string] {
  if (artifact !== "Published") {
    throw new InputError("S009", `the export ${id} has no published artifact (${artifact})`, {
      hint: "Run its job again: quayside jobs run <job>.",
    });
  }
  const settings = config.destinations[destination];
  if (settings) return settings;
  throw new ConfigError("P008", `there is no destination ${destination} any more`);
}

/** Loaded when it is needed: the other commands do without the libraries of a transfer. */
async function openShare(
  { clock }: CommandContext,
  settings: ServiceConfig["destinations"][string],
  signal: AbortSignal,
): Promise<Destination> {
  const { openDestination } = await import("../../../transfer/open-destination.ts");
  return await openDestination(settings, { clock, signal });
}

interface Fetch {
  readonly file: ExportFile;
  readonly outPath: string;
}

async function fetchFile(
  { terminal }: CommandContext,
  destination: Destination,
  { file, outPath }: Fetch,
): Promise<void> {
  const path = join(outPath, file.name);
  const hash = createHash("sha256");
  const live = terminal.live("note");
  let done = 0;
  try {
    await using target = await open(path, "w", 0o600);
    for await (const chunk of destination.read(file.name)) {
      hash.update(chunk);
      await target.writeFile(chunk);
      done += chunk.length;
      live.draw([`${bar(done / file.sizeBytes)}  ${bytes(done)}  ${file.name}`]);
    }
    await target.sync();
  } catch (error) {
    throw fromSystem(error, `Fetching ${file.name}`);
  } finally {
    live.clear();
  }
  if (hash.digest("hex") === file.sha256) return;
  throw new InputError("E009", `${file.name} differs from what was published`);
}
