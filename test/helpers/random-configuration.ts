/** Whole configurations of any content, as the cells of their sheets; see fast-check. */
import fc from "fast-check";

type Cells = Readonly<Record<string, string>>;
export type RandomConfiguration = Readonly<Record<string, readonly Cells[]>>;

const SIGNS = ["=", ";", "\\", "~", "'", "#", '"', "+", "-", "@", ",", ".", "|", "&", "<", "\n"];
const WORDS = [
  "a",
  "B",
  "ä",
  "ß",
  "İ",
  "é",
  "Ω",
  "中",
  "😀",
  "_x0041_",
  "0",
  "1E",
  "N/A",
  " ",
  "\u00a0x",
];

const isUsable = (value: string): boolean =>
  !/^#(?:REF!|VALUE!|N\/A)$/.test(value) && !/^[+-]?\d+(?:[.,]\d+)?[eE]\+?\d+$/.test(value);

/** A text as it is stored: trimmed, and nothing that an import refuses. */
const text = (max = 12): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...SIGNS, ...WORDS), { minLength: 1, maxLength: max })
    .map((parts) => parts.join("").trim())
    .filter((value) => value !== "" && isUsable(value));

const fold = (value: string): string => value.trim().normalize("NFC").toLowerCase();

const names = (minLength = 0, maxLength = 8): fc.Arbitrary<string[]> =>
  fc.uniqueArray(text(), { minLength, maxLength, selector: fold });

/** The cell of a text: a tilde alone would clear the value. */
const cell = (value: string): string => (/^\\*~$/.test(value) ? `\\${value}` : value);
const escaped = (value: string): string => value.replace(/[\\;=]/g, "\\$&");
const list = (items: readonly string[]): string =>
  items.map((item) => `${escaped(item)};`).join("");
const pairs = (items: readonly (readonly [string, string | number])[]): string =>
  items.map(([key, value]) => `${escaped(key)}=${escaped(String(value))}`).join(";");

const maybe = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof({ weight: 2, arbitrary: fc.constant("") }, { weight: 3, arbitrary: value });
const some = (from: readonly string[]): fc.Arbitrary<string> =>
  fc.subarray([...from]).map((items) => list(items));
const levels = (from: readonly string[]): fc.Arbitrary<string> =>
  fc
    .subarray([...from])
    .chain((items) =>
      fc.tuple(...items.map((item) => fc.nat(5).map((level) => [item, level] as const))),
    )
    .map(pairs);
const one = (...values: readonly string[]): fc.Arbitrary<string> => fc.constantFrom(...values);
const number = (min: number, max: number): fc.Arbitrary<string> =>
  fc.integer({ min, max }).map(String);
/** A value that differs from the default, the default, or none at all. */
const cleared = (value: fc.Arbitrary<string>): fc.Arbitrary<string> =>
  fc.oneof(value, one("", "~"));
const zone = maybe(one("Europe/Helsinki", "America/St_Johns", "Asia/Kathmandu", "UTC"));
const language = maybe(one("en", "fi-FI", "zh-Hant-TW"));
const note = maybe(text(30).map(cell));

function groups(all: readonly string[]): fc.Arbitrary<readonly Cells[]> {
  return fc.tuple(
    ...all.map((name, at) =>
      fc.record({
        Name: one(cell(name)),
        ParentGroup: maybe(one("All Users", ...all.slice(0, at).map(cell))),
        Description: note,
        Roles: maybe(names(1, 3).map(list)),
        TimeZone: zone,
      }),
    ),
  );
}

const times = fc.constantFrom(
  { StartTime: "", EndTime: "" },
  { StartTime: "00:00", EndTime: "24:00" },
  { StartTime: "08:05", EndTime: "16:00" },
);
const days = fc.constantFrom(
  { EntryType: "Weekday", Weekdays: "Mon-Fri" },
  { EntryType: "Weekday", Weekdays: "Sat;Mon" },
  { EntryType: "YearlyDay", Date: "02-29" },
  { EntryType: "Date", Date: "2026-12-24" },
  { EntryType: "DateRange", StartDate: "2026-03-29", EndDate: "2026-10-25" },
);
const entry = fc
  .tuple(
    days,
    times,
    fc.record({ Mode: one("", "Exclude"), State: one("", "Open", "Closed") }),
    note,
  )
  .map(([day, time, mode, Description]): Cells => ({ ...day, ...time, ...mode, Description }));

function calendars(all: readonly string[]): fc.Arbitrary<readonly Cells[]> {
  return fc
    .tuple(...all.map(() => fc.array(entry, { minLength: 1, maxLength: 3 })))
    .map((records) =>
      records.flatMap((entries, at) =>
        entries.map((cells) => ({
          Name: cell(all[at] ?? ""),
          Priority: String(at + 1),
          ...cells,
        })),
      ),
    );
}

const question = names(2, 4).chain((answers) =>
  fc.record({
    Question: text(30).map(cell),
    AnswerType: one("SingleChoice", "MultipleChoice"),
    Answers: one(list(answers)),
    Mandatory: one("", "TRUE", "N"),
    CallResult: maybe(
      fc
        .subarray(answers, { minLength: 1 })
        .map((items) => pairs(items.map((item) => [item, "Hang up"]))),
    ),
  }),
);

function scripts(all: readonly string[]): fc.Arbitrary<readonly Cells[]> {
  const each = fc.record({
    ScriptType: one("Statistics", "Interactive", "Callback"),
    Description: note,
    questions: fc.array(question, { minLength: 1, maxLength: 3 }),
  });
  return fc.tuple(...all.map(() => each)).map((records) =>
    records.flatMap(({ questions, ...own }, at) =>
      questions.map((cells, position) => ({
        ScriptName: cell(all[at] ?? ""),
        ...own,
        ...cells,
        QuestionId: `q${position}`,
        Order: String(9 - position),
      })),
    ),
  );
}

interface Names {
  readonly groups: readonly string[];
  readonly calendars: readonly string[];
  readonly skills: readonly string[];
  readonly presence: readonly string[];
  readonly scripts: readonly string[];
  readonly queues: readonly string[];
  readonly users: readonly string[];
}

function queues(all: Names): fc.Arbitrary<readonly Cells[]> {
  const each = (name: string, at: number): fc.Arbitrary<Cells> =>
    fc.record({
      Name: one(cell(name)),
      ExternalId: one("", `q ${at}`),
      Channel: one("Phone"),
      Address: one(`0${at}`, `100${at}`, `+35840123456${at}`),
      QueueGroup: note,
      Priority: cleared(number(1, 255)),
      QueueLength: cleared(number(-1, 99)),
      TimeZone: zone,
      Calendars: some(["Default", ...all.calendars]),
      OpeningHours: maybe(one("Mon-Fri 08:00-16:00; Sat 10:00-24:00", "Sat-Mon,Wed 0:00-0:30")),
      Skills: levels(all.skills),
      Script: maybe(one("", ...all.scripts.map(cell))),
      WrapUpTime: cleared(number(0, 3600)),
      ServiceLevelThreshold: cleared(number(1, 86400)),
      Language: language,
      Description: note,
    });
  return fc.tuple(...all.queues.map(each));
}

function users(all: Names): fc.Arbitrary<readonly Cells[]> {
  const each = (_login: string, at: number): fc.Arbitrary<Cells> =>
    fc.record({
      Login: one(`user=${at};~'`),
      FirstName: text().map(cell),
      LastName: text(400).map(cell),
      Number: one(`20${at}`, `0000${at}`),
      Email: one("", `a+${at}@example.com`),
      UserGroups: fc.subarray(["All Users", ...all.groups], { minLength: 1 }).map(list),
      Roles: one("", "Agent", "Supervisor;Agent"),
      Queues: some(all.queues),
      Skills: levels(all.skills),
      PresenceProfiles: some(["Lunch", ...all.presence]),
      SettingsTemplate: note,
      Language: language,
      TimeZone: zone,
      Active: cleared(one("TRUE", "FALSE")),
    });
  return fc.tuple(...all.users.map(each));
}

function sheets(all: Names): fc.Arbitrary<RandomConfiguration> {
  const skill = (Name: string): fc.Arbitrary<Cells> =>
    fc.record({ Name: one(cell(Name)), ExternalName: note, Description: note });
  const profile = (Name: string): fc.Arbitrary<Cells> =>
    fc.record({
      Name: one(cell(Name)),
      Type: one("Presence", "Absence", "Conference"),
      Reason: text().map(cell),
      Duration: one("None", "Continuous", "1440", "1"),
      Priority: number(0, 255),
      Availability: one("", "Away"),
      QueueGroup: note,
      UserGroups: some(["All Users", ...all.groups]),
    });
  return fc.record({
    UserGroups: groups(all.groups),
    Calendars: calendars(all.calendars),
    Skills: fc.tuple(...all.skills.map(skill)),
    PresenceProfiles: fc.tuple(...all.presence.map(profile)),
    Scripts: scripts(all.scripts),
    Queues: queues(all),
    Users: users(all),
  });
}

/** Sheets that refer to each other by names of any signs. */
export const randomConfiguration: fc.Arbitrary<RandomConfiguration> = fc
  .record({
    groups: names(),
    calendars: names(),
    skills: names(1),
    presence: names(),
    scripts: names(),
    queues: names(),
    users: names(),
  })
  .chain(sheets);
