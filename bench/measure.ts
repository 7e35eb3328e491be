/** Both sides in turn, A B A B A B, so that a machine whose speed drifts treats them alike. */
export interface Measured {
  readonly seconds: number;
  readonly peakMiB?: number;
  readonly cpuSeconds?: number;
}

export interface CaseResult {
  readonly name: string;
  readonly against: string;
  /** Absent: none was set. */
  readonly goal?: number;
  /** more: the ratio must be at least the goal. */
  readonly better: "less" | "more";
  readonly ours: string;
  readonly theirs: string;
  readonly ratio: number;
  readonly note: string;
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

export async function inTurn(
  rounds: number,
  a: () => Promise<Measured>,
  b: () => Promise<Measured>,
): Promise<{ a: Measured[]; b: Measured[] }> {
  const result = { a: [] as Measured[], b: [] as Measured[] };
  for (let i = 0; i < rounds; i++) {
    result.a.push(await a());
    result.b.push(await b());
  }
  return result;
}

export async function timed(act: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await act();
  return (performance.now() - start) / 1000;
}

export const seconds = (values: readonly Measured[]): number =>
  median(values.map((m) => m.seconds));
