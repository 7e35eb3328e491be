import { describe, expect, it } from "vitest";
import { layoutOf, layoutsOf } from "../../../../src/store/sqlite/layout.ts";
import { column, dataset, importType, sheet, TYPES } from "../../../helpers/store-specs.ts";

describe("the layout of a dataset", () => {
  it("keeps phones twice, references as ids, and lists of references in tables of their own", () => {
    const layout = layoutOf(
      dataset("D", [
        column("Name"),
        column("Phone", { kind: "phone" }),
        column("Queue", { refers: "Q" }),
        column("Skills", { kind: "pairs", refers: "S" }),
        column("Tags", { kind: "list" }),
        column("Once", { transient: true }),
      ]),
    );
    const names = layout.columns.map(({ name, type }) => `${name} ${type}`);
    expect(names).toEqual([
      "Name TEXT",
      "Phone TEXT",
      "PhoneRaw TEXT",
      "QueueId INTEGER",
      "Tags TEXT",
    ]);
    expect(layout.links).toMatchObject([{ table: "DSkills", target: "S" }]);
  });

  it("gives its hidden columns other names where the data has theirs, in whatever case", () => {
    const layout = layoutOf(
      dataset("D", [column("ID"), column("KEY")], { key: ["ID"], common: false }),
    );
    expect(layout).toMatchObject({ id: "RecordId", key: "RecordKey", external: false });
  });

  it("puts the columns of entries into the entries' table", () => {
    const layout = layoutOf(TYPES.Calendar.sheets[0]!.dataset);
    expect(layout.columns.map(({ name }) => name)).toEqual(["Name", "Priority"]);
    expect(layout.entries?.columns.map(({ name }) => name)).toEqual(["Day", "Mode", "Weekdays"]);
  });

  it("refuses a reference to a dataset that there is not", () => {
    const type = importType("T", [
      sheet(dataset("D", [column("Name"), column("A", { refers: "Nope" })])),
    ]);
    expect(() => layoutsOf([type])).toThrow(expect.objectContaining({ code: "C004" }));
  });
});
