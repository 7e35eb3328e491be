/** Records whose texts are larger than any cell of a spreadsheet: attached files, bodies of messages. */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { Workspace } from "../helpers/workspace.ts";

let workspace: Workspace;
beforeEach(async () => {
  workspace = await Workspace.create();
});
afterEach(() => workspace.remove());

it("documents of megabytes are imported whole, where the feed takes them a few at a time", async () => {
  const folder = await mkdtemp(join(tmpdir(), "quayside-large-"));
  try {
    const contents = Array.from({ length: 30 }, (_, number) =>
      Buffer.alloc(1_500_000 + number, number).toString("base64"),
    );
    const path = join(folder, "documents.jsonl");
    const lines = contents.map((CONTENT, number) =>
      JSON.stringify({ ID: `D${number}`, DOCUMENTID: `D${number}`, ENTITYID: "IXN1", CONTENT }),
    );
    await writeFile(path, lines.join("\n"));
    await workspace.start();
    const told = await workspace.quayside("import", path, "--type", "Document", "--json");
    expect(told.code, told.stderr).toBe(0);
    const { stdout } = await workspace.quayside("records", "Document", "--format", "jsonl");
    const stored = stdout.trimEnd().split("\n");
    expect(stored).toHaveLength(30);
    for (const [number, line] of stored.entries()) {
      const { CONTENT } = JSON.parse(line) as { CONTENT: string };
      expect(CONTENT === contents[number], `document ${number}`).toBe(true);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});
