/** How the parts of the service are: asked for anew each time, none may hold up the answer. */
import type { HealthReport, PartHealth } from "../console/deps.ts";
import type { Clock } from "../core/clock.ts";

export interface HealthProbe {
  readonly name: string;
  /** Resolves with what it found; rejects, or takes too long, when the part is not well. */
  check(): Promise<{ readonly ok: boolean; readonly detail: string }>;
}

const PATIENCE_MS = 2_000;

/** Asks all probes side by side. */
export async function checkHealth(
  clock: Clock,
  probes: readonly HealthProbe[],
  patienceMs = PATIENCE_MS,
): Promise<HealthReport> {
  const parts = await Promise.all(probes.map((probe) => checkPart(clock, probe, patienceMs)));
  return { ok: parts.every((part) => part.ok), parts };
}

async function checkPart(
  clock: Clock,
  probe: HealthProbe,
  patienceMs: number,
): Promise<PartHealth> {
  const done = new AbortController();
  const late = clock.sleep(patienceMs, done.signal).then(() => {
    return { ok: false, detail: `no answer within ${patienceMs} ms` };
  });
  const answer = probe.check().catch((error: unknown) => {
    return { ok: false, detail: error instanceof Error ? error.message : String(error) };
  });
  const result = await Promise.race([answer, late]);
  done.abort();
  return { name: probe.name, ...result };
}
