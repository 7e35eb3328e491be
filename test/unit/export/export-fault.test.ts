import { describe, expect, it } from "vitest";
import { ConfigError, OperatorError, TransientError } from "../../../src/core/errors.ts";
import { judgeFault } from "../../../src/export/export-fault.ts";

describe("a fault of an export", () => {
  it("that passes or is mended outside makes the run wait", () => {
    for (const error of [
      new TransientError("P001", "connection refused"),
      new TransientError("S004", "disk full"),
      new OperatorError("P003", "host key changed"),
      new OperatorError("P005", "folder missing"),
    ]) {
      expect(judgeFault(error, { attempt: 1 })).toMatchObject({ kind: "wait", code: error.code });
    }
  });

  it("of certificates or settings fails the run with what to do", () => {
    for (const error of [
      new OperatorError("E002", "expired"),
      new ConfigError("P008", "no such destination"),
    ]) {
      expect(judgeFault(error, { attempt: 1 })).toMatchObject({ kind: "fail", code: error.code });
    }
  });

  it("that nobody knows is tried again, three times in all", () => {
    const error = new Error("boom");
    expect(judgeFault(error, { attempt: 1 }).kind).toBe("again");
    expect(judgeFault(error, { attempt: 2 }).kind).toBe("again");
    expect(judgeFault(error, { attempt: 3 })).toMatchObject({ kind: "fail", code: "S001" });
  });
});
