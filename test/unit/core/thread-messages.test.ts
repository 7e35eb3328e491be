import { describe, expect, it } from "vitest";
import { TransientError } from "../../../src/core/errors.ts";
import { fromSqlite } from "../../../src/store/sqlite/database.ts";
import { packError, unpackError } from "../../../src/core/thread-messages.ts";

describe("an error between threads", () => {
  it("arrives with its class, code, hint and details", () => {
    const sent = new TransientError("S004", "full", { hint: "free space", details: { left: 0 } });
    const arrived = unpackError(structuredClone(packError(sent)));
    expect(arrived).toBeInstanceOf(TransientError);
    expect(arrived).toMatchObject({
      code: "S004",
      message: "full",
      hint: "free space",
      details: { left: 0 },
    });
  });

  it("that is nobody's stays a plain error with its stack", () => {
    const sent = new TypeError("oops");
    const arrived = unpackError(structuredClone(packError(sent)));
    expect(arrived.message).toBe("oops");
    expect(arrived.stack).toBe(sent.stack);
    expect(arrived).not.toHaveProperty("code");
  });
});

describe("an error of SQLite", () => {
  it.each([
    [5, "TransientError", "S006"],
    [10 | (3 << 8), "TransientError", "S006"],
    [13, "TransientError", "S004"],
    [11, "OperatorError", "S002"],
    [26, "OperatorError", "S002"],
    [8, "OperatorError", "S005"],
    [14, "OperatorError", "S005"],
  ])("with the result code %i is a %s with %s", (errcode, name, code) => {
    const error = Object.assign(new Error("x"), { errcode });
    expect(fromSqlite(error, "store")).toMatchObject({ name, code });
  });

  it("that is a fault of ours passes unchanged", () => {
    const error = Object.assign(new Error("syntax"), { errcode: 1 });
    expect(fromSqlite(error, "store")).toBe(error);
  });
});
