/** What a fault makes of a fetch, and what files together make of it. */
import { describe, expect, it } from "vitest";
import { OperatorError, TransientError } from "../../../src/core/errors.ts";
import { judgeFault } from "../../../src/fetch/fetch-fault.ts";
import { endOf } from "../../../src/fetch/finish.ts";
import { targetPath } from "../../../src/fetch/settle-file.ts";
import type { FetchStep } from "../../../src/store/fetch-record.ts";

const away = new TransientError("P001", "the server is away");
const runAt = (step: FetchStep, attempt = 1): Parameters<typeof judgeFault>[1] => ({
  attempt,
  fetch: { importType: "DataImporter/customers", files: [{ step, name: "a.csv" }] },
});

describe("a fault", () => {
  it("that passes is waited for up to the deadline", () => {
    expect(judgeFault(away, runAt("found"), false).kind).toBe("wait");
    expect(judgeFault(away, runAt("found"), true)).toEqual({
      kind: "time out",
      message: "the server is away; it was tried up to the deadline",
    });
  });

  it("that passes is waited for without end when content is here", () => {
    for (const step of ["fetched", "dropped", "decided"] as const) {
      expect(judgeFault(away, runAt(step), true).kind).toBe("wait");
    }
  });

  it("that a person must mend fails the run at once", () => {
    const fault = new OperatorError("P004", "refused");
    expect(judgeFault(fault, runAt("found"), false)).toMatchObject({ kind: "fail", code: "P004" });
  });

  it("of our own is tried three times", () => {
    const bug = new TypeError("x is undefined");
    expect(judgeFault(bug, runAt("found", 2), false).kind).toBe("again");
    expect(judgeFault(bug, runAt("found", 3), false)).toMatchObject({ kind: "fail", code: "S001" });
  });
});

describe("the end of a run", () => {
  it.each([
    [["Succeeded", "Succeeded"], [], "Finished"],
    [["Succeeded", "PartiallySucceeded"], [], "FinishedWithWarnings"],
    [["Succeeded", "Failed"], [], "FinishedWithWarnings"],
    [["Succeeded"], ["it stays"], "FinishedWithWarnings"],
    [["Failed", "Failed"], [], "Failed"],
  ] as const)("of files that %j with warnings %j is %s", (statuses, warnings, end) => {
    const files = statuses.map((status) => ({ status }));
    expect(endOf(files, warnings)).toBe(end);
  });
});

describe("the path that a file is moved to", () => {
  it.each([
    ["in/a.csv", "done", 1, "in/done/a.csv"],
    ["in/a.csv.gz", "done/", 2, "in/done/a_2.csv.gz"],
    ["a.csv", "done", 3, "done/a_3.csv"],
    ["in/a.csv", "/archive/2026", 1, "archive/2026/a.csv"],
  ])("of %s into %s, try %d, is %s", (path, folder, n, expected) => {
    expect(targetPath(path, folder, n)).toBe(expected);
  });
});
