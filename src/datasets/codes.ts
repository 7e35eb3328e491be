/** Codes of public standards: languages (BCP 47), countries (ISO 3166 alpha-2), time zones (IANA). */
import { isTimeZone } from "../core/zone.ts";
import { trimmedText } from "./cell-text.ts";
import type { Coerce } from "./cell-report.ts";

/** ISO 3166-1 alpha-2, the officially assigned codes. */
const COUNTRIES: ReadonlySet<string> = new Set(
  (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS " +
    "BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE " +
    "EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM " +
    "HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC " +
    "LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA " +
    "NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW " +
    "SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO " +
    "TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW"
  ).split(" "),
);

const LANGUAGES = new Intl.DisplayNames(["en"], { type: "language", fallback: "none" });

/** ISO 3166 alpha-2 in capitals. */
export const toCountry: Coerce = (cell, report) => {
  const text = trimmedText(cell, report)?.toUpperCase();
  if (text === undefined) return null;
  return COUNTRIES.has(text)
    ? text
    : report.error("R003", "Expected a country of ISO 3166 alpha-2, such as FI.");
};

/** BCP 47 in its usual spelling. */
export function toLanguage(): Coerce {
  const known = new Map<string, string | undefined>();
  return (cell, report) => {
    const text = trimmedText(cell, report);
    if (text === null) return null;
    if (!known.has(text)) remember(known, text, languageTag(text));
    return known.get(text) ?? report.error("R003", "Expected a language of BCP 47: en or fi-FI.");
  };
}

/** The name of an IANA time zone. */
export function toTimeZone(): Coerce {
  const known = new Map<string, string | undefined>();
  return (cell, report) => {
    const text = trimmedText(cell, report);
    if (text === null) return null;
    if (!known.has(text)) remember(known, text, timeZoneName(text));
    return (
      known.get(text) ??
      report.error("R003", "Expected an IANA time zone, such as Europe/Helsinki.")
    );
  };
}

function languageTag(text: string): string | undefined {
  try {
    const [tag] = Intl.getCanonicalLocales(text.replaceAll("_", "-"));
    // English is a well-formed tag as well: only known ones count.
    const [language] = tag?.split("-") ?? [];
    return language !== undefined && LANGUAGES.of(language) !== undefined ? tag : undefined;
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function timeZoneName(text: string): string | undefined {
  // Intl takes offsets such as +02:00 for zones too; those know no daylight saving.
  if (!/^[A-Za-z]/.test(text) || !isTimeZone(text)) return undefined;
  const same = Intl.supportedValuesOf("timeZone").find(
    (name) => name.toLowerCase() === text.toLowerCase(),
  );
  return same ?? text;
}

function remember(known: Map<string, string | undefined>, text: string, value?: string): void {
  // A column has a handful of distinct values; a hostile one shall not fill the memory.
  if (known.size > 1_000) known.clear();
  known.set(text, value);
}
