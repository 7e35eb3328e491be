/** For each import type a workbook with faults, what is said about them, and how they are mended. */
import type { MadeCell, MadeSheets, Mends } from "./spreadsheet-programs.ts";

export interface Mended {
  readonly type: string;
  readonly sheets: MadeSheets;
  readonly epoch?: "1904";
  /** Rows of the first drop: created and rejected. */
  readonly created: number;
  readonly issues: readonly string[];
  readonly mends: Mends;
  /** Rows created by the mended file. */
  readonly again: number;
}

const date = (text: string): MadeCell => ({ date: text });

export const MENDED: readonly Mended[] = [
  {
    type: "UserGroup",
    sheets: {
      Groups: [
        ["Parent Group", "Name", "External-Id", "TimeZone"],
        ["Sales", "Sales North", 1, "Europe/Berlin"],
        ["Europe", "Sales", 2, null],
        [null, "Europe", 3, "Mars/Olympus"],
        ["C2", "C1", 4, null],
        ["C1", "C2", 5, null],
        [null, "all users", null, null],
        [null, "Support", 8, null],
        [null, "support", 9, null],
      ],
    },
    created: 1,
    issues: [
      "error R012 Groups 2 ParentGroup Sales",
      "error R012 Groups 3 ParentGroup Europe",
      "error R003 Groups 4 TimeZone Mars/Olympus",
      "error R013 Groups 5 ParentGroup C2",
      "error R013 Groups 6 ParentGroup C1",
      "error R014 Groups 7 Name all users",
      "error R008 Groups 9 Name support",
    ],
    mends: {
      Groups: { 4: { TimeZone: "Europe/Helsinki" }, 6: { "Parent Group": null }, 7: null, 9: null },
    },
    again: 5,
  },
  {
    type: "Calendar",
    epoch: "1904",
    sheets: {
      Days: [
        ["Name", "Priority", "EntryType", "Weekdays", "Date", "EndDate", "StartDate", "State"],
        ["Office", 10, "Weekday", "Mon-Fri", null, null, null, null],
        ["Office", null, "YearlyDay", null, date("2026-12-24"), null, null, "closed"],
        ["Summer", 20, "DateRange", null, null, date("2026-07-01"), date("2026-07-31"), null],
        ["Summer", 20, "Date", null, "03/04/2026", null, null, null],
      ],
    },
    created: 2,
    issues: ["error R003 Days 4 EndDate 2026-07-01", "error R007 Days 5 Date 03/04/2026"],
    mends: { Days: { 4: { EndDate: "2026-08-02" }, 5: { Date: "2026-04-03" } } },
    again: 2,
  },
  {
    type: "Skills",
    sheets: {
      S: [
        ["name", "external name"],
        ["German", "DE"],
        ["german", "x"],
        [null, "none"],
      ],
    },
    created: 1,
    issues: ["error R008 S 3 Name german", "error R020 S 4 Name"],
    mends: { S: { 3: { name: "Polish" }, 4: { name: 4711 } } },
    again: 2,
  },
  {
    type: "Presence",
    sheets: {
      P: [
        ["Name", "Type", "Reason", "Duration", "Priority", "UserGroups"],
        ["Training", "absence", "Training", 90, 20, "Europe;Sales"],
        ["Lunch", "Absence", "Lunch", 45, 50, null],
        ["Away", "Vacation", "x", 5000, 300, "Nobody"],
      ],
    },
    created: 1,
    issues: [
      "error R014 P 3 Name Lunch",
      "error R003 P 4 Duration 5000",
      "error R003 P 4 Type Vacation",
      "error R003 P 4 Priority 300",
    ],
    mends: {
      P: { 3: null, 4: { Type: "Absence", Duration: "Continuous", Priority: 3, UserGroups: null } },
    },
    again: 1,
  },
  {
    type: "Scripts",
    sheets: {
      Q: [
        ["ScriptName", "ScriptType", "QuestionId", "Order", "Question", "AnswerType", "Answers"],
        ["Survey", "Statistics", "q1", 1, "Hello {FirstName}?", "YesNo", null],
        ["Broken", "Statistics", "1x", 1, "How?", "SingleChoice", "Only"],
        ["Broken", null, "y", 2, "Why?", "Text", null],
      ],
    },
    created: 1,
    issues: ["error R002 Q 3 QuestionId 1x", "error R003 Q 3 Answers Only", "error R021 Q 4"],
    mends: { Q: { 3: { QuestionId: "x1", Answers: "Good;Bad" } } },
    again: 2,
  },
  {
    type: "Queues",
    sheets: {
      Q: [
        ["Name", "Channel", "Address", "Calendars", "OpeningHours", "Skills", "Script"],
        [
          "Sales",
          "Phone",
          "+358912345",
          "Office;Summer",
          "Mon-Fri 08:00-16:00",
          "German=3",
          "Survey",
        ],
        ["Mail", "Email", "help@example.com", null, "Mon-Fri 8-16", null, null],
        ["Same", "Phone", "+358912345", null, null, null, null],
        ["Chat", "Chat", "shop", "Winter", null, "German=9", null],
      ],
    },
    created: 1,
    issues: [
      "error R002 Q 3 OpeningHours Mon-Fri 8-16",
      "error R008 Q 4 Address +358912345",
      "error R003 Q 5 Skills German=9",
    ],
    mends: {
      Q: {
        3: { OpeningHours: "Mon-Fri 08:00-16:00" },
        4: { Address: "2001" },
        5: { Calendars: null, Skills: "German=5" },
      },
    },
    again: 3,
  },
  {
    type: "Configuration",
    sheets: {
      Users: [
        ["Login", "First Name", "Surname", "Number", "User Groups", "Queues", "InitialPassword"],
        ["anna", "Anna", "A", 2101, "Support", "Help", "first secret"],
        ["bo b", "Bo", "B", "2102", "Support", null, "second secret"],
      ],
      Extra: [["x"], ["y"]],
      Queues: [
        ["Name", "Channel", "Address"],
        ["Help", "Phone", "2100"],
      ],
    },
    created: 0,
    issues: [
      "warning F018 Extra 0",
      "warning R022 Users 2 InitialPassword",
      "error R002 Users 3 Login bo b",
    ],
    mends: { Users: { 3: { Login: "bo" } } },
    again: 3,
  },
  {
    type: "OutboundCampaign",
    sheets: {
      Customers: [
        ["External ID", "Phone 1", "First Name", "Contract end", "Not before", "Balance"],
        [
          "K1",
          "+358401234567",
          "Ann",
          date("2027-01-01"),
          { datetime: "2026-12-01T09:00:00" },
          1.5,
        ],
        [2, "nonsense", "Bo", null, "01/12/2026", -3],
        ["K1", "0401234570", "Again", null, null, null],
      ],
      Campaign: [
        ["Campaign", "Queue", "Dialing Mode", "StartDate"],
        ["Winter", "Sales", "preview", { datetime: "2026-12-01T08:00:00" }],
      ],
    },
    created: 2,
    issues: [
      "error R005 Customers 3 Phone1 nonsense",
      "error R007 Customers 3 NotBefore 01/12/2026",
      "error R008 Customers 4 ExternalId K1",
    ],
    mends: {
      Customers: {
        3: { "Phone 1": "0401234569", "Not before": "2026-12-01 09:00" },
        4: { "External ID": "K3" },
      },
    },
    again: 2,
  },
  {
    type: "Contact",
    sheets: {
      C: [
        ["CONTACTID", "CREATEDDATE", "DATEATTRIBUTE1"],
        ["X1", { datetime: "2026-01-01T10:00:00" }, "9007199254740993"],
        [3.3e20, "01/02/2026", "many"],
      ],
    },
    created: 1,
    issues: [
      "error R006 C 3 CONTACTID 3.3e+20",
      "error R007 C 3 CREATEDDATE 01/02/2026",
      "error R002 C 3 DATEATTRIBUTE1 many",
    ],
    mends: { C: { 3: { CONTACTID: "X2", CREATEDDATE: "2026-02-01", DATEATTRIBUTE1: null } } },
    again: 1,
  },
];
