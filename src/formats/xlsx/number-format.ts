/** What a number format makes of a number: a date, a time, a percentage, digits or the number. */
export type NumberFormat =
  | { readonly kind: "plain" | "percent" }
  | { readonly kind: "date" }
  | { readonly kind: "time" | "datetime"; readonly hasFraction: boolean }
  /** `[h]:mm`: hours that do not end at 24. */
  | { readonly kind: "duration"; readonly hasFraction: boolean }
  /** `00000`: leading zeros up to `digits`. */
  | { readonly kind: "padded"; readonly digits: number };

export const PLAIN: NumberFormat = { kind: "plain" };
const DATE: NumberFormat = { kind: "date" };
const TIME: NumberFormat = { kind: "time", hasFraction: false };

/** Formats that files name by number only (ECMA-376 part 1, 18.8.30, with the East Asian ones). */
export function builtinFormat(id: number): NumberFormat {
  if (id === 9 || id === 10) return { kind: "percent" };
  if (id === 22) return { kind: "datetime", hasFraction: false };
  if (id === 46) return { kind: "duration", hasFraction: false };
  if (id === 47) return { kind: "time", hasFraction: true };
  if ((id >= 18 && id <= 21) || id === 45 || (id >= 32 && id <= 35)) return TIME;
  if ((id >= 14 && id <= 17) || (id >= 27 && id <= 31) || id === 36) return DATE;
  if (id >= 50 && id <= 58) return DATE;
  return PLAIN;
}

/** Reads the code of a custom format: its first section, which is that of positive numbers. */
export function customFormat(code: string): NumberFormat {
  const [section = ""] = withoutLiterals(code).split(";");
  if (/^\s*general\s*$/i.test(section)) return PLAIN;
  const isDuration = /\[(?:h+|m+|s+)\]/i.test(section);
  // Colours, conditions and locales stand in brackets as well.
  const bare = section.replace(/\[[^\]]*\]/g, "");
  const hasFraction = /s[.,]0/i.test(bare) || /\][.,]0/.test(section);
  if (isDuration) return { kind: "duration", hasFraction };
  if (bare.includes("%")) return { kind: "percent" };
  const isScientific = /e[+-]/i.test(bare);
  const hasTime = /[hs]/i.test(bare);
  const hasDate = /[yd]/i.test(bare) || (!hasTime && /m/i.test(bare)) || /mmm/i.test(bare);
  const isEra = !isScientific && !hasTime && /[eg]/.test(bare);
  if (hasTime) return { kind: hasDate ? "datetime" : "time", hasFraction };
  if (hasDate || isEra) return DATE;
  const [digits] = /^\s*0{2,}\s*$/.exec(bare) ?? [];
  return digits === undefined ? PLAIN : { kind: "padded", digits: digits.trim().length };
}

/** Drops quoted text, escaped letters, fill letters and the width of letters. */
function withoutLiterals(code: string): string {
  return code.replace(/"[^"]*"?|\\.|[_*]./gs, "");
}
