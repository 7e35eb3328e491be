/** Conditions on records as people write them: `Name=Foo`, `Priority<=10`, `Email is empty`. */
import { UsageError } from "../core/errors.ts";
import type { RecordCondition } from "../store/store.ts";

const COMPARISON = /^\s*([\p{L}_$][\p{L}\p{N}_.$-]*)\s*(!=|<=|>=|=|<|>|~)(.*)$/su;
const WORDS = /^\s*(\S+)\s+(is empty|is not empty|contains)(?:\s+(.*))?$/isu;

/**
 * `~` is short for `contains`. The value is what stands behind the operator, trimmed.
 * @throws {UsageError} S010
 */
export function parseCondition(text: string): RecordCondition {
  const words = WORDS.exec(text);
  if (words) {
    const [, column = "", operator = "", value = ""] = words;
    return { column, operator: operator.toLowerCase() as RecordCondition["operator"], value };
  }
  const [, column, sign, value = ""] = COMPARISON.exec(text) ?? [];
  if (column === undefined || sign === undefined) {
    throw new UsageError("S010", `the condition ${JSON.stringify(text)} is not understood`, {
      hint: "Write Column=value; also != < <= > >= ~ (contains), `Column is empty`.",
    });
  }
  const operator = sign === "~" ? "contains" : (sign as RecordCondition["operator"]);
  return { column, operator, value: value.trim() };
}
