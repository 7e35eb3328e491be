/** The simulated dialler inside the daemon (campaigns.simulator): a trial in which nobody is called. */
import type { DiallerDesk } from "../campaigns/dialler/desk.ts";
import { simulate, type SimulatorWork } from "../campaigns/dialler/simulate.ts";
import { type Mix, readMix, USUAL_MIX } from "../campaigns/dialler/simulated-call.ts";
import { ConfigError } from "../core/errors.ts";
import type { DiallingDeps } from "./dialling.ts";

const PAUSE_MS = 5_000;

/** Starts it where it is set. @throws {ConfigError} C003 the mix is wrong. */
export async function startSimulator(
  { config, log, clock, lifecycle }: DiallingDeps,
  desk: DiallerDesk,
): Promise<void> {
  const { simulator } = config.campaigns;
  if (!simulator.enabled) return;
  const { seed, speed, lines } = simulator;
  const mix = mixOf(simulator.mix);
  const stop = new AbortController();
  log.warn(
    { event: "simulator.started", seed, speed, lines },
    "SIMULATION: calls of all campaigns are made up, nobody is called (campaigns.simulator)",
  );
  const work = workAt(desk, stop.signal);
  const run = async (): Promise<void> => {
    while (!stop.signal.aborted) {
      try {
        await simulate({ clock, work }, { seed, speed, lines, mix, signal: stop.signal });
      } catch (err) {
        log.warn({ event: "simulator.failed", err }, "the simulation broke off and goes on soon");
        await clock.sleep(PAUSE_MS, stop.signal);
      }
    }
  };
  await lifecycle.start(
    "simulator",
    () => Promise.resolve({ ended: run() }),
    async ({ ended }) => {
      stop.abort("stopping");
      await ended;
    },
  );
}

function workAt(desk: DiallerDesk, gone: AbortSignal): SimulatorWork {
  return {
    next: async (wish) => desk.next(wish, gone),
    begin: (lease) => desk.begin(lease),
    record: async (report) => {
      const [outcome] = await desk.record([report]);
      if (!outcome) throw new Error("The desk left out an outcome.");
      return outcome;
    },
    questions: (campaign) => desk.questions(campaign),
    // The next campaign may come at any time.
    isOver: async () => false,
  };
}

function mixOf(text: string | undefined): Mix {
  const mix = text === undefined ? USUAL_MIX : readMix(text);
  if (typeof mix !== "string") return mix;
  throw new ConfigError("C003", `campaigns.simulator.mix: ${mix}`, {
    hint: "Correct it in service.yml.",
  });
}
