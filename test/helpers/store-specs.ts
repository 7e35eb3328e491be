/** Small import types for tests of the store, made by hand. */
import type {
  ColumnSpec,
  DatasetSpec,
  ImportTypeSpec,
  SheetSpec,
} from "../../src/store/dataset-spec.ts";

export function column(name: string, more: Partial<ColumnSpec> = {}): ColumnSpec {
  return {
    name,
    kind: "text",
    aliases: [],
    required: false,
    unique: false,
    immutable: false,
    secret: false,
    internal: false,
    transient: false,
    note: "",
    ...more,
  };
}

export function dataset(
  name: string,
  columns: readonly ColumnSpec[],
  more: Partial<DatasetSpec> = {},
): DatasetSpec {
  return {
    name,
    columns,
    key: ["Name"],
    keyCase: "fold",
    common: true,
    deletable: true,
    oneOf: [],
    mode: "stream",
    builtIn: [],
    deleteMissing: "error",
    ...more,
  };
}

export function sheet(spec: DatasetSpec, more: Partial<SheetSpec> = {}): SheetSpec {
  return {
    aliases: [],
    dataset: spec,
    essential: false,
    fromFirstRow: false,
    inherited: [],
    ...more,
  };
}

export function importType(
  type: string,
  sheets: readonly SheetSpec[],
  more: Partial<ImportTypeSpec> = {},
): ImportTypeSpec {
  return {
    type,
    target: "store",
    order: 1,
    after: [],
    graceMs: 0,
    sheets,
    unit: "rows",
    onDuplicate: "error",
    description: "",
    ...more,
  };
}

const Skills = dataset("Skills", [column("Name", { required: true }), column("Description")]);

const Queues = dataset(
  "Queues",
  [
    column("Name", { required: true }),
    column("Channel", { kind: "enum", required: true, immutable: true }),
    column("Address", { required: true, unique: true }),
    column("Priority", { kind: "int", default: 10 }),
    column("Open", { kind: "bool", default: "TRUE" }),
    column("Label", { default: "{Name} {Channel}|{Name}" }),
    column("Backup", { refers: "Queues" }),
    column("Skills", { kind: "pairs", refers: "Skills" }),
    column("Tags", { kind: "list" }),
    column("Hint", { transient: true }),
    column("Secret", { secret: true }),
  ],
  { builtIn: [{ Name: "Main", Channel: "Phone", Address: "0" }] },
);

const People = dataset(
  "People",
  [column("LastName"), column("Email", { kind: "email" }), column("Phone", { kind: "phone" })],
  { key: [], oneOf: [["LastName", "Email"]] },
);

const Calendar = dataset(
  "Calendar",
  [
    column("Name", { required: true }),
    column("Priority", { kind: "int" }),
    column("Day", { required: true }),
    column("Mode", { default: "Include" }),
    column("Weekdays", { kind: "list" }),
  ],
  { mode: "set", group: { entries: "CalendarEntry", columns: ["Day", "Mode", "Weekdays"] } },
);

const Facts = dataset(
  "Facts",
  [column("ID", { required: true }), column("KEY"), column("More", { kind: "json" })],
  { key: ["ID"], keyCase: "exact", common: false, free: "More" },
);

const Campaign = dataset(
  "OutboundCampaign",
  [
    column("Campaign", { required: true }),
    column("ImportType", { transient: true, default: "CreateNew" }),
    column("CopySettingsFrom", { transient: true, refers: "OutboundCampaign" }),
    column("Queue", { refers: "Queues" }),
    column("MaxLines", { kind: "int", default: 30 }),
    column("State", { internal: true, default: "Copied" }),
  ],
  {
    key: ["Campaign"],
    common: false,
    deletable: false,
    oneOf: [["CopySettingsFrom", "Queue"]],
    copyFrom: "CopySettingsFrom",
    operation: { column: "ImportType", create: "CreateNew", update: "AddToExisting" },
  },
);

const Customer = dataset(
  "Customer",
  [
    column("Campaign", { required: true, refers: "OutboundCampaign", immutable: true }),
    column("ExternalId", { required: true, immutable: true }),
    column("Phone1", { kind: "phone" }),
    column("Phone2", { kind: "phone" }),
    column("Attributes", { kind: "json", internal: true }),
    column("State", { internal: true, default: "NotHandled" }),
  ],
  { key: ["Campaign", "ExternalId"], common: false, free: "Attributes" },
);

const BlockedNumbers = dataset(
  "BlockedNumbers",
  [
    column("Number", { kind: "phone", required: true }),
    column("Campaign"),
    column("ValidUntil", { kind: "datetime" }),
  ],
  { key: ["Number", "Campaign"], common: false, deleteMissing: "warning" },
);

/** The types by name; a copy with other policies is `{ ...TYPES.Skills, onDuplicate: "last" }`. */
export const TYPES = {
  Skills: importType("Skills", [sheet(Skills)]),
  Queues: importType("Queues", [sheet(Queues)]),
  People: importType("People", [sheet(People)]),
  Calendar: importType("Calendar", [sheet(Calendar)]),
  Facts: importType("Facts", [sheet(Facts)]),
  BlockedNumbers: importType("BlockedNumbers", [sheet(BlockedNumbers)]),
  OutboundCampaign: importType("OutboundCampaign", [
    sheet(Campaign, { name: "Campaign", essential: true, fromFirstRow: true }),
    sheet(Customer, { name: "Customers", essential: true }),
  ]),
  Workbook: importType("Workbook", [
    sheet(Skills, { name: "Skills" }),
    sheet(Queues, { name: "Queues" }),
  ]),
} as const;

export const ALL_TYPES: readonly ImportTypeSpec[] = Object.values(TYPES);
