/** The edges of every kind of value: what just passes, what just fails, and what the message says. */
import { BLANK, type Filled, json, reads, typed } from "../../helpers/coerced.ts";

const AMBIGUOUS = (expected: string): string[] => [
  `R007 The date is ambiguous; expected ${expected}.`,
];
const NUMBER = (expected: string): string[] => [
  `R002 A number is no date; expected ${expected} or a date cell.`,
];
const NO_DAY = (expected: string): string[] => [`R002 Expected ${expected}, a day that exists.`];

reads("a date", { kind: "date" }, [
  BLANK,
  ["2024-02-29", "2024-02-29"],
  ["2000-02-29", "2000-02-29"],
  ["1900-02-29", NO_DAY("YYYY-MM-DD")],
  ["2026-02-29", NO_DAY("YYYY-MM-DD")],
  ["2026-04-31", NO_DAY("YYYY-MM-DD")],
  ["2026-12-31", "2026-12-31"],
  ["2026-00-01", NO_DAY("YYYY-MM-DD")],
  ["2026-13-01", NO_DAY("YYYY-MM-DD")],
  ["2026-01-00", NO_DAY("YYYY-MM-DD")],
  ["12026-01-01", NO_DAY("YYYY-MM-DD")],
  ["2026-01-01T00:00", "2026-01-01"],
  ["2026-01-01 00:00:00", "2026-01-01"],
  ["2026-01-01T00:00:00.000", "2026-01-01"],
  ["2026-01-01T00:00:01", NO_DAY("YYYY-MM-DD")],
  ["2026-01T00:00-01", NO_DAY("YYYY-MM-DD")],
  ["2026-01-01T00:00x", NO_DAY("YYYY-MM-DD")],
  ["03/04/2026", AMBIGUOUS("YYYY-MM-DD")],
  ["3.4.26", AMBIGUOUS("YYYY-MM-DD")],
  ["2026/03/04", AMBIGUOUS("YYYY-MM-DD")],
  ["4-3-2026", AMBIGUOUS("YYYY-MM-DD")],
  ["on 03/04/2026", NO_DAY("YYYY-MM-DD")],
  ["03/04/2026 2026-04-03", AMBIGUOUS("YYYY-MM-DD")],
  ["2026-03-4", AMBIGUOUS("YYYY-MM-DD")],
  ["46000", NUMBER("YYYY-MM-DD")],
  ["46000.25", NUMBER("YYYY-MM-DD")],
  [typed("number", "46000"), NUMBER("YYYY-MM-DD")],
  ["x46000", NO_DAY("YYYY-MM-DD")],
  ["46000x", NO_DAY("YYYY-MM-DD")],
  [typed("date", "2026-01-02"), "2026-01-02"],
]);

reads("a time", { kind: "time" }, [
  BLANK,
  ["0:00", "00:00"],
  ["23:59", "23:59"],
  ["24:00", "24:00"],
  ...["24:01", "25:00", "12:60", "12:61", "x12:00", "12:00x", "12", "8:00:30"].map(
    (text): [Filled, unknown] => [text, ["R002 Expected a time HH:mm, 00:00 to 24:00."]],
  ),
  ["12:59", "12:59"],
  ["8:15:00", "08:15"],
  ["8:15:00.000", "08:15"],
]);

const MOMENT = "an ISO 8601 date-time such as 2026-11-20T10:15:00+02:00";
reads("a date-time", { kind: "datetime" }, [
  BLANK,
  ["2026-01-01", "2025-12-31T22:00:00.000Z"],
  ["2026-01-01T23:59:59", "2026-01-01T21:59:59.000Z"],
  ["2026-01-01T23:59:59,1234567", "2026-01-01T21:59:59.123Z"],
  ["2026-01-01T10:15Z", "2026-01-01T10:15:00.000Z"],
  ["0001-01-01T10:15Z", "0001-01-01T10:15:00.000Z"],
  ["2026-01-01T10:15+02", "2026-01-01T08:15:00.000Z"],
  ["2026-01-01T10:15-0330", "2026-01-01T13:45:00.000Z"],
  ["2026-01-01T10:15+18:59", "2025-12-31T15:16:00.000Z"],
  ["9999-12-31T23:59+00:00", "9999-12-31T23:59:00.000Z"],
  ["9999-12-31T23:59-00:01", ["R003 Expected a year from 0000 to 9999."]],
  ["0000-01-01T00:00+00:01", ["R003 Expected a year from 0000 to 9999."]],
  ["2026-01-01T10:15+19:00", [`R002 Expected ${MOMENT}.`]],
  ["2026-01-01T10:15+02:60", [`R002 Expected ${MOMENT}.`]],
  ["2026-01-01T24:00", NO_DAY(MOMENT)],
  ["2026-01-01T10:60", NO_DAY(MOMENT)],
  ["2026-01-01T10:15:60", NO_DAY(MOMENT)],
  ["2026-02-30T10:15", NO_DAY(MOMENT)],
  ["x2026-01-01T10:15", NO_DAY(MOMENT)],
  ["2026-01-01T10:15x", NO_DAY(MOMENT)],
  ["03/04/2026 10:15", AMBIGUOUS(MOMENT)],
  ["46000.5", NUMBER(MOMENT)],
]);

const FIVE = ["R002 Expected a whole number from 0 to 5."];
reads("a whole number", { kind: "int", minimum: 0, maximum: 5 }, [
  BLANK,
  ["-0", 0],
  ["+3", 3],
  ["3.0", 3],
  ["3.000", 3],
  ["999999999999999", 999_999_999_999_999],
  ...["3.", "3.5", "1e3", "0x10", "1,5", "1 000", "1000000000000000"].map(
    (text): [Filled, unknown] => [text, FIVE],
  ),
]);

reads("a number", { kind: "number" }, [
  BLANK,
  ["12", 12],
  ["-12.345", -12.345],
  ["+1.", 1],
  [".25", 0.25],
  ["1e10", 1e10],
  ["1.5E-12", 1.5e-12],
  ["2e+3", 2000],
  ...["1.234,56", "1,5", "x1", "1x", ".", "e5", "1e999", "1e1000", "Infinity", "0x10", "--1"].map(
    (text): [Filled, unknown] => [text, ["R002 Expected a number."]],
  ),
]);

reads("yes and no", { kind: "bool" }, [
  BLANK,
  ...["TRUE", "true", "Y", "yes", "1", "x"].map((text): [Filled, unknown] => [text, 1]),
  ...["FALSE", "False", "n", "NO", "0"].map((text): [Filled, unknown] => [text, 0]),
  ["maybe", ["R002 Expected TRUE or FALSE (Y/N, 1/0 and X are understood too)."]],
]);

const SIXTY_FOUR = ["R003 Expected a whole number of 64 bits."];
reads("a number of 64 bits", { kind: "int64" }, [
  BLANK,
  ["9223372036854775807", "9223372036854775807"],
  ["9223372036854775808", SIXTY_FOUR],
  ["-9223372036854775808", "-9223372036854775808"],
  ["-9223372036854775809", SIXTY_FOUR],
  ["0007", "7"],
  ["12345678901234567890", ["R002 Expected a whole number in decimal digits."]],
  ["1.0", ["R002 Expected a whole number in decimal digits."]],
]);

const NO_LIST = ["R002 Expected a list of texts."];
reads("a list", { kind: "list" }, [
  BLANK,
  [" ; ", null],
  ["a; b ;;A", ["a", "b"]],
  ["a\\;b;c\\\\;d\\=e", ["a;b", "c\\", "d=e"]],
  [typed("number", "12"), ["12"]],
  [json(["a", " b ", "", 3, true]), ["a", "b", "3", "true"]],
  [json([Number.MAX_SAFE_INTEGER]), ["9007199254740991"]],
  [typed("json", "[9007199254740993]"), NO_LIST],
  [json(["a", {}]), NO_LIST],
  [json([null]), NO_LIST],
  [json({ a: 1 }), NO_LIST],
  [json(["a\u0000"]), ["R002 The text holds control characters; remove them."]],
  [json(["\ud800"]), ["R002 The text holds control characters; remove them."]],
]);

reads("a list without repetitions", { kind: "list", check: "distinct" }, [
  BLANK,
  ["a;b", ["a", "b"]],
  ["a;b;A", ["R003 Expected a list in which no item stands twice."]],
]);

reads("a list of given values", { kind: "list", values: ["Agent", "Supervisor"] }, [
  BLANK,
  ["AGENT;other", ["Agent", "other"]],
]);

reads("one of given values", { kind: "enum", values: ["Phone", "Email"] }, [
  BLANK,
  ["PHONE", "Phone"],
  ["fax", "fax"],
]);

const PAIRS = ["R002 Expected pairs such as Yes=q3;No=END."];
reads("pairs", { kind: "pairs" }, [
  BLANK,
  [";", null],
  [
    "a=1; b = 2 ; ;",
    [
      ["a", "1"],
      ["b", "2"],
    ],
  ],
  ["a=x\\=y=z", [["a", "x=y=z"]]],
  ...["a", "=1", "a=", "a=1;b"].map((text): [Filled, unknown] => [text, PAIRS]),
  ["a=1;A=2", ["R003 Expected pairs in which no name stands twice."]],
  [
    json({ a: 1, " b ": " x " }),
    [
      ["a", "1"],
      ["b", "x"],
    ],
  ],
  [json({}), null],
  [typed("error", "#REF!"), ["R006 The cell holds the error #REF!; mend its formula."]],
  ...[[1], null, 3, "a=1", { a: [] }, { a: 1, b: {} }, { a: "" }].map(
    (value): [Filled, unknown] => [json(value), PAIRS],
  ),
  [typed("json", '{"a":9007199254740993}'), PAIRS],
  [json({ "a\u0000": "1" }), ["R002 The text holds control characters; remove them."]],
  [json({ a: "\ud800" }), ["R002 The text holds control characters; remove them."]],
]);

const LEVELS = [
  "R003 Expected pairs of a name and a whole number from 1 to 5, such as German=3;Billing=2.",
];
reads("levels", { kind: "pairs", minimum: 1, maximum: 5 }, [
  BLANK,
  [
    "a=1;b=5;c=003",
    [
      ["a", "1"],
      ["b", "5"],
      ["c", "3"],
    ],
  ],
  ...["a=0", "a=6", "a=x", "a=x3", "a=3x", "a=1.5", "a=0000003", "a=3;b=6", "a=6;b=3", "a=-1"].map(
    (text): [Filled, unknown] => [text, LEVELS],
  ),
]);

reads("a mail address", { kind: "email" }, [
  BLANK,
  ["a.b+c@mail.example.com", "a.b+c@mail.example.com"],
  ...["a", "a@b", "a@b.", "@b.c", "a@b@c.d", "a b@c.d", "a@b..c", "a@b.c d"].map(
    (text): [Filled, unknown] => [text, ["R002 Expected a mail address."]],
  ),
]);
