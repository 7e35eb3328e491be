import { copyFile, mkdir } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Workspace } from "../helpers/workspace.ts";

/** The documented order, and the name of each csv model where it differs. */
const TYPES = [
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
] as const;

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

const modelOf = (type: string, extension: string): string =>
  type === "Configuration" && extension === "csv"
    ? "Configuration Users.csv"
    : `${type}.${extension}`;

it.each(["xlsx", "csv"])(
  "every %s model, dropped in the documented order, is Succeeded",
  async (extension) => {
    await workspace.start();
    const models = join(workspace.path, "exchange/Examples and Templates");
    for (const type of TYPES) {
      const name = modelOf(type, extension);
      await mkdir(workspace.folder(type), { recursive: true });
      await copyFile(join(models, name), workspace.folder(type, name));
      const result = await workspace.result(type, name);
      const log = await workspace.read(type, result.files["log"] ?? "");
      expect([type, result.status], log).toEqual([type, "Succeeded"]);
      expect(result.rows["created"], log).toBeGreaterThan(0);
    }
  },
);

it("all models dropped at once find what they refer to", async () => {
  await workspace.start();
  const models = join(workspace.path, "exchange/Examples and Templates");
  // It sleeps meanwhile: whatever it looks at first, the others are there.
  process.kill(workspace.pid, "SIGSTOP");
  for (const type of [...TYPES].reverse()) {
    await copyFile(join(models, `${type}.xlsx`), workspace.folder(type, `${type}.xlsx`));
  }
  process.kill(workspace.pid, "SIGCONT");
  for (const type of TYPES) {
    const result = await workspace.result(type, `${type}.xlsx`);
    const log = await workspace.read(type, result.files["log"] ?? "");
    expect([type, result.status], log).toEqual([type, "Succeeded"]);
  }
});
