/** The one normaliser of phone numbers: the adapter of libphonenumber-js. */
import {
  type CountryCode,
  getCountries,
  getCountryCallingCode,
  isSupportedCountry,
  Metadata,
  parsePhoneNumberFromString,
} from "libphonenumber-js/max";
import { createPlanCheck, type NumberingPlan } from "./phone-plans.ts";

/** Texts whose result is remembered: numbers repeat within files (head offices, shared lines). */
const REMEMBERED = 20_000;
/** Longer texts are hardly numbers, and too large to be remembered by the thousand. */
const LONGEST = 60;
/** Without what may be written about a number. */
const LONGEST_BARE = 40;

/** Plans are compiled as numbers of their country are met, once for all files. */
const isPlain = createPlanCheck(plansOf);

/** E.164, or undefined when the text is no valid number. */
export type PhoneNormaliser = (text: string) => string | undefined;

/**
 * A normaliser with its own memory.
 * @param defaultCountry ISO 3166 alpha-2, for numbers without country code; undefined: they are invalid.
 */
export function createPhoneNormaliser(defaultCountry: string | undefined): PhoneNormaliser {
  const country = knownCountry(defaultCountry);
  const known = new Map<string, string | undefined>();
  return (text) => {
    if (isPlain(text)) return text;
    if (text.length > LONGEST) return normalise(text, country);
    if (known.has(text)) return known.get(text);
    const number = normalise(text, country);
    if (known.size >= REMEMBERED) {
      const [oldest] = known.keys();
      if (oldest !== undefined) known.delete(oldest);
    }
    known.set(text, number);
    return number;
  };
}

/** Whether the text is a valid number, for a list of numbers without header. */
export function isPhone(text: string, defaultCountry: string | undefined): boolean {
  return normalise(text, knownCountry(defaultCountry)) !== undefined;
}

function knownCountry(code: string | undefined): CountryCode | undefined {
  return code !== undefined && isSupportedCountry(code) ? code : undefined;
}

function normalise(text: string, country: CountryCode | undefined): string | undefined {
  const plain = text
    .trim()
    .replace(/^'/, "")
    .replace(/\(0\)/g, "")
    .replace(/^\s*00/, "+");
  if (plain.length > LONGEST_BARE) return undefined;
  const options = { extract: false, ...(country === undefined ? {} : { defaultCountry: country }) };
  const number = parsePhoneNumberFromString(plain, options);
  // An extension would be lost in E.164, and the call would reach someone else.
  return number?.isValid() === true && number.ext === undefined ? number.number : undefined;
}

/** What the metadata has at run time; the types of the package leave most of it out. */
interface RawPlan {
  /** Packed metadata has 0 for what there is none of. */
  nationalPrefixForParsing(): string | 0 | undefined;
  leadingDigits(): string | 0 | undefined;
  nationalNumberPattern(): string;
  hasTypes(): boolean;
  type(name: string): { pattern(): string; possibleLengths(): number[] | undefined } | undefined;
}

const KINDS = [
  "FIXED_LINE",
  "MOBILE",
  "PREMIUM_RATE",
  "TOLL_FREE",
  "SHARED_COST",
  "VOIP",
  "PERSONAL_NUMBER",
  "PAGER",
  "UAN",
  "VOICEMAIL",
] as const;

function plansOf(callingCode: string): readonly NumberingPlan[] | undefined {
  const countries = getCountries().filter((each) => getCountryCallingCode(each) === callingCode);
  return countries.length === 0 ? undefined : countries.map(planOf);
}

function planOf(country: CountryCode): NumberingPlan {
  const metadata = new Metadata();
  metadata.selectNumberingPlan(country);
  const raw = metadata.numberingPlan as unknown as RawPlan;
  const kinds = raw.hasTypes() ? KINDS.flatMap((name) => raw.type(name) ?? []) : [];
  return {
    prefix: raw.nationalPrefixForParsing() || undefined,
    leading: raw.leadingDigits() || undefined,
    pattern: raw.nationalNumberPattern(),
    kinds: kinds
      .filter((kind) => kind.pattern() !== "")
      .map((kind) => ({ pattern: kind.pattern(), lengths: kind.possibleLengths() })),
  };
}
