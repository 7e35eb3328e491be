import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../../../src/core/errors.ts";
import { importableColumns } from "../../../src/datasets/columns.ts";
import { loadImportTypes } from "../../../src/datasets/load-types.ts";
import { ACTIONS } from "../../../src/jobs/action-outcome.ts";
import { FIELDS } from "../../../src/jobs/notation/fields.ts";
import type { ColumnSpec, ImportTypeSpec } from "../../../src/store/dataset-spec.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();

const find = (types: readonly ImportTypeSpec[], type: string): ImportTypeSpec =>
  types.find((each) => each.type === type)!;

const column = (types: readonly ImportTypeSpec[], type: string, name: string): ColumnSpec =>
  find(types, type)
    .sheets.flatMap(({ dataset }) => dataset.columns)
    .find((each) => each.name === name)!;

async function problemsAfter(file: string, change: (text: string) => string): Promise<string> {
  await cp("config", inFolder("config"), { recursive: true });
  const path = inFolder("config", "import-types", file);
  await writeFile(path, change(await readFile(path, "utf8").catch(() => "")));
  const error: unknown = await loadImportTypes(inFolder("config"), {}).catch((e: unknown) => e);
  expect(error).toBeInstanceOf(ConfigError);
  expect(error).toMatchObject({ code: "C004" });
  return error instanceof ConfigError ? error.message : "";
}

describe("the import types as shipped", () => {
  it("come in the order of the folders", async () => {
    const types = await loadImportTypes("config", {});
    expect(types.map(({ type }) => type)).toEqual([
      "UserGroup",
      "Calendar",
      "Skills",
      "Presence",
      "Scripts",
      "Queues",
      "Configuration",
      "Directory",
      "BlockedNumbers",
      "OutboundCampaign",
      "Contact",
      "ContactAttribute",
      "Interaction",
      "Document",
      "ExportJob",
      "CampaignResult",
    ]);
    expect(
      types.every(({ after, order }) => after.every((name) => find(types, name).order < order)),
    ).toBe(true);
  });

  it("have a column for each field of a job, in the order of its notation", async () => {
    const { sheets, target } = find(await loadImportTypes("config", {}), "ExportJob");
    expect(target).toBe("jobs");
    const names = sheets.flatMap(({ dataset }) => importableColumns(dataset));
    expect(names.map(({ name }) => name)).toEqual(["Action", "Id", ...FIELDS]);
    const [{ values } = {}] = names;
    expect(values).toEqual(ACTIONS);
  });

  it("are plain data, so that they can go to another thread", async () => {
    const types = await loadImportTypes("config", {});
    expect(structuredClone(types)).toEqual(types);
  });

  it("share the datasets of the configuration workbook", async () => {
    const types = await loadImportTypes("config", {});
    const { sheets, unit } = find(types, "Configuration");
    expect(unit).toBe("file");
    expect(sheets.map(({ name, dataset }) => [name, dataset.name])).toEqual([
      ["UserGroups", "UserGroup"],
      ["Calendars", "Calendar"],
      ["Skills", "Skills"],
      ["PresenceProfiles", "Presence"],
      ["Scripts", "Scripts"],
      ["Queues", "Queues"],
      ["Users", "Users"],
    ]);
    expect(sheets[2]?.dataset).toBe(find(types, "Skills").sheets[0]?.dataset);
  });

  it("have eight built-in presence profiles, among them an absence without end", async () => {
    const [sheet] = find(await loadImportTypes("config", {}), "Presence").sheets;
    expect(sheet?.dataset.builtIn).toHaveLength(8);
    expect(sheet?.dataset.builtIn).toContainEqual(
      expect.objectContaining({ Type: "Absence", Duration: "Continuous" }),
    );
  });
});

describe("settings of import types", () => {
  it("change policies of their type alone", async () => {
    const types = await loadImportTypes("config", {
      Directory: { onDuplicate: "last", maxRejected: 5, marker: "done" },
    });
    expect(find(types, "Directory")).toMatchObject({
      onDuplicate: "last",
      maxRejected: 5,
      marker: "done",
    });
    expect(find(types, "Skills").onDuplicate).toBe("error");
    expect(find(types, "Skills")).not.toHaveProperty("maxRejected");
  });

  it("change columns", async () => {
    const types = await loadImportTypes("config", {
      Directory: { requireExternalId: false, defaultGroup: "Staff", groups: ["Staff", "Guests"] },
      UserGroup: { roles: ["Agent"] },
      Skills: { maximumLevel: 10 },
      OutboundCampaign: { template: "Standard" },
      BlockedNumbers: { wildcards: true },
    });
    expect(find(types, "Directory").sheets[0]?.dataset.oneOf).toHaveLength(2);
    expect(column(types, "Directory", "DirectoryGroup")).toMatchObject({
      default: "Staff",
      values: ["Staff", "Guests"],
    });
    expect(column(types, "UserGroup", "Roles").values).toEqual(["Agent"]);
    expect(column(types, "Queues", "Skills").maximum).toBe(10);
    expect(column(types, "Configuration", "Skills").maximum).toBe(10);
    expect(column(types, "OutboundCampaign", "CopySettingsFrom").default).toBe("Standard");
    expect(find(types, "OutboundCampaign").sheets[0]?.dataset.oneOf).toEqual([]);
    expect(column(types, "BlockedNumbers", "Number").check).toBe("wildcard");
  });

  it("leave groups open when they may be created", async () => {
    const types = await loadImportTypes("config", {
      Directory: { groups: ["Staff"], createGroups: true },
    });
    expect(column(types, "Directory", "DirectoryGroup")).not.toHaveProperty("values");
  });
});

describe("a wrong definition", () => {
  it("is reported with file and key path, all problems at once", async () => {
    const problems = await problemsAfter("Skills.yml", (text) =>
      text.replace("kind: text", "kind: words").replace("mode: set", "mood: set"),
    );
    expect(problems.split("\n")).toEqual([
      expect.stringMatching(/^import-types\/Skills\.yml: \/datasets\/0: .*\(mood\)$/),
      expect.stringMatching(
        /^import-types\/Skills\.yml: \/datasets\/0\/columns\/0\/kind: .*: text, int/,
      ),
    ]);
  });

  it("is reported when names do not fit together", async () => {
    const problems = await problemsAfter("UserGroup.yml", (text) =>
      text
        .replace("key: [Name]", "key: [Nome]")
        .replace("refers: UserGroup", "refers: Group")
        .replace("order: 1", "order: 2")
        .replace("kind: text, required: true", 'kind: text, pattern: "(", required: true'),
    );
    expect(problems).toContain("import-types/UserGroup.yml: /datasets/0/key: Nome is no column");
    expect(problems).toContain("/datasets/0/columns/1/refers: Group is no dataset");
    expect(problems).toContain("/datasets/0/columns/0/pattern: ");
    expect(problems).toContain("order 2 stands in more than one file");
  });

  it("is reported when it is no YAML, beside the problems of other files", async () => {
    await mkdir(inFolder("config"), { recursive: true });
    const problems = await problemsAfter("Broken.yml", () => "type: [");
    expect(problems).toMatch(/^import-types\/Broken\.yml:\d+:\d+: /);
  });

  it("is reported when the folder is missing", async () => {
    await expect(loadImportTypes(inFolder("none"), {})).rejects.toMatchObject({ code: "C004" });
  });
});
