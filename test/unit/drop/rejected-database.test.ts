import { readFile, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { databaseOf, typesOf } from "../../helpers/database-files.ts";
import { issue, reject } from "../../helpers/rejecting.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";

const inFolder = useTemporaryFolder();
const { updater } = typesOf(
  databaseOf(`
name: clients
key: [No]
columns: [{ name: No, type: text }, { name: Name, type: text }, { name: Mail, type: text }]
importer: { enabled: true }
updater: { enabled: true }
`),
);

async function rejectedText(name: string, content: string): Promise<string> {
  await writeFile(inFolder(name), content);
  const written = await reject(inFolder(name), [issue(2), issue(3)], { type: updater });
  return await readFile(inFolder(written?.name ?? ""), "utf8");
}

describe("rejected rows of a client's table", () => {
  it("from XML say which fields were not there and which were null", async () => {
    const text = await rejectedText(
      "a.xml",
      '<dataroot><RECORD ACTION="U"><No>1</No><Name>a</Name><Mail>m</Mail></RECORD>' +
        '<RECORD ACTION="U"><No>2</No><Mail/></RECORD>' +
        '<RECORD><No>3</No><Name xsi:nil="true"/></RECORD></dataroot>',
    );
    expect(text.split("\r\n")).toEqual([
      "\ufeffACTION,No,Name,Mail,ErrorCode,ErrorMessage,SourceRow",
      "U,2,\\U,,R002,is wrong,2",
      "\\U,3,\\N,\\U,R002,is wrong,3",
      "",
    ]);
  });

  it("from csv keep their empty cells", async () => {
    const text = await rejectedText("a.csv", "op,No,Name\nU,1,\nU,2,x\n");
    expect(text).toContain("\r\nU,1,,R002");
  });
});
