/** `quayside campaigns simulate`: a trial of a campaign in which nobody is called. */
import type { CampaignView } from "../../../campaigns/dialler/desk.ts";
import { simulate, type SimulatorOptions } from "../../../campaigns/dialler/simulate.ts";
import { type Mix, readMix, USUAL_MIX } from "../../../campaigns/dialler/simulated-call.ts";
import { UsageError } from "../../../core/errors.ts";
import { simulatedTexts } from "../../campaign-text.ts";
import { JSON_OPTION, textOption, type Command, type Options } from "../../command.ts";
import { EXIT } from "../../exit-codes.ts";
import { simulatorWork } from "../../simulator-work.ts";
import { count } from "../../text.ts";
import { campaignPath } from "./show.ts";

const SIGNALS = ["SIGINT", "SIGTERM"] as const;

export const simulateCommand: Command = {
  name: "simulate",
  usage: "[name]",
  summary: "SIMULATION: makes up calls until a campaign, or all, are done; nobody is called",
  options: [
    { flags: "--seed <number>", summary: "the same seed gives the same results (default: 1)" },
    { flags: "--speed <factor>", summary: "times as fast as real calls, or max (default: 1)" },
    { flags: "--lines <number>", summary: "calls at a time (default: 10)" },
    { flags: "--mix <mix>", summary: "how often each result comes: 'Successful=40,No answer=30'" },
    JSON_OPTION,
  ],
  examples: [
    "quayside campaigns simulate Spring --speed max",
    "quayside campaigns simulate Spring --seed 7 --speed 60 --mix 'Successful=40,No answer=60'",
  ],
  exitCodes: [0, 1, 2, 3, 5, 7],
  run: async ({ terminal, clock, daemon }, { args, options }) => {
    const wanted = optionsOf(options);
    const client = await daemon();
    const [name] = args;
    // An unknown campaign is told at once.
    if (name !== undefined) await client.get<CampaignView>(campaignPath(args));
    terminal.note("SIMULATION: calls are made up, nobody is called; Ctrl+C ends it");
    const live = terminal.live("note");
    let calls = 0;
    const onCall = (): void => {
      calls++;
      if (calls % 50 === 0) live.draw([`${count(calls)} simulated calls`]);
    };
    const work = simulatorWork({ client, clock }, name);
    const summary = await untilStopped((signal) =>
      simulate({ clock, work }, { ...wanted, signal, onCall }),
    );
    live.clear();
    if (options["json"] === true) terminal.out(JSON.stringify({ simulated: true, ...summary }));
    else simulatedTexts(summary).forEach(terminal.out);
    return EXIT.done;
  },
};

/** At the first signal calls that go on are handed in; at the second the process ends. */
async function untilStopped<T>(act: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const stop = new AbortController();
  const onSignal = (): void => {
    stop.abort("stopped");
  };
  for (const signal of SIGNALS) process.once(signal, onSignal);
  try {
    return await act(stop.signal);
  } finally {
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
}

type Wanted = Pick<SimulatorOptions, "seed" | "speed" | "lines" | "mix">;

/** @throws {UsageError} S010 */
function optionsOf(options: Options): Wanted {
  const speed = textOption(options, "speed") ?? "1";
  return {
    seed: numberOption(options, "seed", { usual: 1, least: 0, most: 2 ** 32 - 1 }),
    speed: speed === "max" ? "max" : speedOf(speed),
    lines: numberOption(options, "lines", { usual: 10, least: 1, most: 1_000 }),
    mix: mixOf(textOption(options, "mix")),
  };
}

interface Range {
  readonly usual: number;
  readonly least: number;
  readonly most: number;
}

function numberOption(options: Options, name: string, { usual, least, most }: Range): number {
  const text = textOption(options, name);
  if (text === undefined) return usual;
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new UsageError("S010", `--${name}: expected a whole number from ${least} to ${most}`);
}

function speedOf(text: string): number {
  const value = Number(text);
  if (value > 0 && value <= 100_000) return value;
  throw new UsageError("S010", "--speed: expected max, or a factor such as 60");
}

function mixOf(text: string | undefined): Mix {
  const mix = text === undefined ? USUAL_MIX : readMix(text);
  if (typeof mix !== "string") return mix;
  throw new UsageError("S010", `--mix: ${mix}`);
}
