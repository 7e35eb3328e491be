/** Date place holders in names of files: `customers_{yyyyMMdd}.xml.gz`, `{yyyy}/{MM}`, `{yyyyMMdd-1d}`. */
import { dateText } from "../core/zone.ts";

const HOLDER = /\{([^{}]*)\}/g;
/** Letters in runs, any signs between them but those of paths and patterns; then days back or forth. */
const DATE = /^((?:yyyy|MM|dd|HH|mm|ss|[-_.])+?)([+-]\d{1,3}d)?$/;

/** What is wrong with the place holders; undefined: nothing. */
export function patternProblem(pattern: string): string | undefined {
  for (const [holder, inner = ""] of pattern.matchAll(HOLDER)) {
    if (!DATE.test(inner) || !/[a-zA-Z]/.test(inner.replace(/d$/, ""))) {
      return `${holder} is no date place holder; there are yyyy MM dd HH mm ss, as in {yyyyMMdd_HHmmss} or {yyyyMMdd-1d}`;
    }
  }
  return /[{}]/.test(pattern.replace(HOLDER, "")) ? "a { or } stands alone" : undefined;
}

/** The name with its dates: of `at`, as a clock in `zone` shows it. */
export function expandDates(pattern: string, at: Date, zone: string): string {
  return pattern.replace(HOLDER, (_holder, inner: string) => {
    const [, format = "", shift = "0d"] = DATE.exec(inner) ?? [];
    return dateText(at, zone, format, Number.parseInt(shift, 10));
  });
}
