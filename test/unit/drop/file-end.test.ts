import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { judgeEnd, lookAtEnd } from "../../../src/drop/file-end.ts";

const PK = Buffer.from("PK\u0003\u0004");

describe("the end of a file", () => {
  it.each([
    [".xlsx", PK, Buffer.concat([PK, Buffer.from("PK\u0005\u0006"), Buffer.alloc(18)]), "whole"],
    [".xlsx", PK, Buffer.concat([PK, Buffer.alloc(60)]), "cut"],
    [".xlsx", Buffer.from([0xd0, 0xcf, 0x11, 0xe0]), Buffer.alloc(10), "whole"],
    [".xml", Buffer.from("<row"), Buffer.from("<rows></rows>\n \n"), "whole"],
    [".xml", Buffer.from("<row"), Buffer.from("<rows><row>"), "whole"],
    [".xml", Buffer.from("<row"), Buffer.from("<rows><row>Anna"), "cut"],
    [".json", Buffer.from("[{"), Buffer.from('[{"a":1}]\r\n'), "whole"],
    [".json", Buffer.from("[{"), Buffer.from('[{"a":1},'), "cut"],
    [".json", Buffer.from("[\0{\0"), Buffer.from("[{}]", "utf16le"), "whole"],
    [".ics", Buffer.from("BEGI"), Buffer.from("END:VEVENT\r\nEND:VCALENDAR\r\n"), "whole"],
    [".ics", Buffer.from("BEGI"), Buffer.from("END:VEVENT\r\n"), "cut"],
    [".csv", Buffer.from("Name"), Buffer.from("Name\nAnna"), "unknown"],
  ] as const)("of a %s file is judged %#", (extension, head, tail, end) => {
    expect(judgeEnd(extension, head, tail).end).toBe(end);
  });

  describe("on the disk", () => {
    let folder = "";
    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), "quayside-end-"));
    });
    afterEach(() => rm(folder, { recursive: true }));

    it("finds the zip directory behind the longest comment", async () => {
      const path = join(folder, "a.xlsx");
      const end = Buffer.concat([Buffer.from("PK\u0005\u0006"), Buffer.alloc(18 + 65_535)]);
      await writeFile(path, Buffer.concat([PK, Buffer.alloc(100_000), end]));
      expect(lookAtEnd(path)).toEqual({ end: "whole" });
    });

    it("says that a file can't be opened, with the system's code", async () => {
      expect(lookAtEnd(join(folder, "none.csv"))).toEqual({
        end: "unknown",
        refused: "ENOENT",
      });
    });
  });
});
