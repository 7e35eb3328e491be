import { describe, expect, it } from "vitest";
import { configurationSheets } from "../../../src/configuration/sheets.ts";
import { CONFIGURATION_SHEETS } from "../../../src/jobs/job.ts";
import { shippedTypes } from "../../helpers/rejecting.ts";

const named = (only?: readonly string[]) =>
  configurationSheets(shippedTypes, only).map(({ name }) => name);

describe("the sheets of a configuration", () => {
  it("are those of the import type, in its order, and those that jobs may name", () => {
    expect(named()).toEqual(
      shippedTypes.find((one) => one.type === "Configuration")?.sheets.map(({ name }) => name),
    );
    expect(named()).toEqual(CONFIGURATION_SHEETS);
  });

  it("are chosen by name or alias, in any case, and stay in their order", () => {
    expect(named(["users", "PRESENCE"])).toEqual(["PresenceProfiles", "Users"]);
  });

  it("are refused by a name that is none, with the one that may be meant", () => {
    expect(() => named(["Skill"])).toThrow("no sheet Skill");
    const hint = { code: "S010", hint: "Did you mean Skills?" };
    expect(() => named(["Skill"])).toThrow(expect.objectContaining(hint) as Error);
  });

  it("have neither Ids nor secrets, and the ExternalId first", () => {
    for (const { columns } of configurationSheets(shippedTypes)) {
      const names = columns.map(({ name }) => name);
      expect(names[0]).toBe("ExternalId");
      for (const name of ["Id", "Delete", "InitialPassword"]) expect(names).not.toContain(name);
    }
  });
});
