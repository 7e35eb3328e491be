import { describe, expect, it } from "vitest";
import { AppError, OperatorError, TransientError } from "../../../src/core/errors.ts";
import { folderFault } from "../../../src/transfer/folder-fault.ts";

const systemError = (code: string): Error => Object.assign(new Error(code), { code });
const codeOf = (error: unknown): string => {
  const fault = folderFault(error, "share (/data/Share)", "writing export-1");
  return fault instanceof AppError ? fault.code : "none";
};

describe("an error of the file system at a destination", () => {
  it.each([
    ["ENOSPC", "P002"],
    ["EDQUOT", "P002"],
    ["ENOENT", "P005"],
    ["EACCES", "P005"],
    ["EROFS", "P005"],
    ["EIO", "P001"],
    ["ESTALE", "P001"],
    ["EINVAL", "none"],
  ])("%s becomes %s", (code, expected) => {
    expect(codeOf(systemError(code))).toBe(expected);
  });

  it("is translated anew where another part has called it a fault of the system", () => {
    const cause = systemError("ENOSPC");
    expect(codeOf(new TransientError("S004", "Syncing", { cause }))).toBe("P002");
  });

  it("passes when it is a fault of the destination already, or nobody's", () => {
    const ours = new OperatorError("P006", "taken");
    const foreign = new Error("what?");
    expect(folderFault(ours, "share", "writing")).toBe(ours);
    expect(folderFault(foreign, "share", "writing")).toBe(foreign);
  });

  it("says where, what and what to do", () => {
    const fault = folderFault(systemError("EACCES"), "share (/data/Share)", "writing export-1");
    expect(fault).toMatchObject({
      message: "share (/data/Share): writing export-1 failed with EACCES",
      hint: expect.stringContaining("right to write") as string,
    });
  });
});
