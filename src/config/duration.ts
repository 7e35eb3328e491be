/** Durations and sizes as administrators write them: `2s`, `1.5h`, `2GiB`. */

const DURATION_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const SIZE_BYTES: Readonly<Record<string, number>> = {
  B: 1,
  KB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 1024,
  MiB: 1024 ** 2,
  GiB: 1024 ** 3,
  TiB: 1024 ** 4,
};

/** Milliseconds of a text that matches the schema's `duration`. */
export function durationMs(text: string): number {
  return measure(text, DURATION_MS);
}

/** Bytes of a number, or of a text that matches the schema's `size`. */
export function sizeBytes(size: string | number): number {
  return typeof size === "number" ? size : measure(size, SIZE_BYTES);
}

function measure(text: string, units: Readonly<Record<string, number>>): number {
  const [, amount = "", unit = ""] = /^([0-9.]+)\s*([A-Za-z]+)$/.exec(text) ?? [];
  const factor = units[unit];
  if (factor === undefined) throw new Error(`no amount with a unit: ${text}`);
  return Math.round(Number(amount) * factor);
}
