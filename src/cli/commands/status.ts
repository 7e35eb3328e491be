/** `quayside status`: what runs and what is waited for. */
import type { StatusAnswer } from "../../console/deps.ts";
import type { DropStatus } from "../../drop/status.ts";
import { campaignTexts } from "../campaign-text.ts";
import { JSON_OPTION, type Command, type CommandContext } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { exportTexts } from "../export-text.ts";
import { fetchTexts } from "../fetch-text.ts";
import { lineTexts } from "../status-text.ts";
import type { Colours } from "../terminal.ts";
import { duration } from "../text.ts";

export interface ServiceStatus extends StatusAnswer {
  readonly drop: DropStatus;
}

const WATCH_MS = 1_000;

export const statusCommand: Command = {
  name: "status",
  usage: "",
  summary: "what runs and waits now, with progress, and why a file is still waited for",
  options: [{ flags: "--watch", summary: "again each second, until Ctrl+C" }, JSON_OPTION],
  examples: ["quayside status", "quayside status --watch"],
  exitCodes: [0, 1, 3, 7],
  run: async (context, { options }) => {
    const asJson = options["json"] === true;
    if (options["watch"] === true) return await watch(context, asJson);
    const daemon = await context.daemon();
    const status = await daemon.get<ServiceStatus>("/v1/status");
    if (asJson) context.terminal.out(JSON.stringify(status));
    else statusTexts(status, context.terminal.colours).forEach(context.terminal.out);
    return EXIT.done;
  },
};

/** Redraws in place on a screen; elsewhere prints what has changed, or a JSON line each time. */
async function watch({ terminal, clock, daemon }: CommandContext, asJson: boolean): Promise<never> {
  const client = await daemon();
  const live = terminal.live("out");
  let before = "";
  for (;;) {
    const status = await client.get<ServiceStatus>("/v1/status");
    const lines = statusTexts(status, terminal.colours);
    if (asJson) terminal.out(JSON.stringify(status));
    else if (live.isShown) live.draw(lines);
    else if (lines.slice(1).join("\n") !== before) lines.forEach(terminal.out);
    before = lines.slice(1).join("\n");
    await clock.sleep(WATCH_MS);
  }
}

/** The whole picture; the first line has the time in it and changes always. */
export function statusTexts(status: ServiceStatus, colours: Colours): readonly string[] {
  const { version, pid, uptimeMs, folder, health, drop } = status;
  const up = duration(uptimeMs);
  const lines = [`Quayside ${version}, process ${pid}, up for ${up}, exchange folder ${folder}`];
  for (const part of health.parts.filter(({ ok }) => !ok)) {
    lines.push(colours.red(`${part.name}: ${part.detail}`));
  }
  for (const { code, message } of status.warnings) {
    lines.push(colours.yellow(`warning: ${code} ${message}`));
  }
  if (!drop.enabled)
    lines.push(colours.red(`imports are off: ${drop.reason ?? "no reason given"}`));
  const busy = [
    ...drop.lines.flatMap((line) => lineTexts(line, colours)),
    ...exportTexts(status.exports, colours),
    ...fetchTexts(status.fetches, colours),
    ...campaignTexts(status.campaigns, colours),
  ];
  if (busy.length > 0) return [...lines, ...busy];
  return drop.enabled ? [...lines, `idle; drop files into ${drop.automaticPath}`] : lines;
}
