/** No file may bring the check of rows down: every type answers every file with a sound feed. */
import { rm, writeFile } from "node:fs/promises";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { InputError } from "../../../src/core/errors.ts";
import { validateRows } from "../../../src/drop/validate.ts";
import { forbiddenCharacter } from "../../../src/formats/cell-text.ts";
import { openRows } from "../../../src/formats/open-rows.ts";
import { CLEAR } from "../../../src/store/dataset-spec.ts";
import { KEY_SEPARATOR } from "../../../src/store/fold.ts";
import type { FeedMessage, FeedValue } from "../../../src/store/feed.ts";
import { type AnyFile, GOOD } from "../../helpers/honest-files.ts";
import { campaign, hostileFile } from "../../helpers/hostile-files.ts";
import { reading, shippedTypes, typeOf } from "../../helpers/rejecting.ts";
import { useTemporaryFolder } from "../../helpers/temporary-folder.ts";
import { CONTEXT } from "../datasets/memory-source.ts";

const inFolder = useTemporaryFolder();
const LONGEST_MS = 60_000;
/** Parts of headers and values of all types, so that many rows get past the header. */
const columns = [
  ...new Set(
    shippedTypes.flatMap((type) =>
      type.sheets.flatMap(({ dataset }) => dataset.columns.map(({ name }) => name)),
    ),
  ),
  "Id",
  "ExternalId",
  "Delete",
  "Unknown",
  "__proto__",
  "constructor",
  "",
];
const VALUES = [
  "",
  "~",
  "D",
  "1",
  "-1",
  "a;b",
  "a=1;b=2",
  "2026-01-02",
  "03/04/2026",
  "24:00",
  "+358401234567",
  "4.41E+11",
  "TRUE",
  "Mon-Fri",
  "\\;",
  "{}",
  "[1]",
  "x".repeat(2_000),
  "\u0000",
  "\ufffd",
  "#REF!",
  "toString",
];

const table = fc
  .tuple(
    fc.uniqueArray(fc.constantFrom(...columns), { minLength: 1, maxLength: 8 }),
    fc.array(
      fc.array(fc.oneof(fc.constantFrom(...VALUES), fc.string({ unit: "binary" })), {
        maxLength: 8,
      }),
      { maxLength: 6 },
    ),
    fc.boolean(),
  )
  .map(([header, rows, isJson]): AnyFile => {
    if (isJson) {
      const objects = rows.map(
        (row) =>
          `{${header.map((name, i) => `${JSON.stringify(name)}:${nested(row[i])}`).join(",")}}`,
      );
      return { extension: ".json", bytes: Buffer.from(`[${objects.join(",")}]`) };
    }
    const quoted = [header, ...rows].map((row) =>
      row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(","),
    );
    return { extension: ".csv", bytes: Buffer.from(quoted.join("\n")) };
  });

/** A value as JSON, where it is some itself also as that. */
function nested(value: string | undefined): string {
  return value === undefined
    ? "null"
    : /^[[{]/.test(value) && value.length < 10 && /[\]}]$/.test(value) && isJson(value)
      ? value
      : JSON.stringify(value);
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function checkValue(value: FeedValue): void {
  if (typeof value === "string" && value !== CLEAR) {
    expect(forbiddenCharacter(value.replaceAll(KEY_SEPARATOR, ""))).toBeUndefined();
  }
  if (typeof value === "number") expect(Number.isFinite(value)).toBe(true);
  if (Array.isArray(value))
    for (const item of value.flat()) if (typeof item === "string") checkValue(item);
}

/** `start`, then sheets with their rows, then `end` or `refused`; nothing that the store can't take. */
function checkFeed(messages: readonly FeedMessage[]): void {
  expect(messages[0]?.kind).toBe("start");
  const last = messages.at(-1);
  expect(["end", "refused"]).toContain(last?.kind);
  if (last?.kind === "refused") expect(last.code).toMatch(/^F\d{3}$/);
  let width = -1;
  for (const message of messages) {
    if (message.kind === "sheet") width = message.columns.length;
    if (message.kind !== "rows") continue;
    expect(message.numbers).toHaveLength(message.values.length);
    for (const values of message.values) {
      expect(values.length).toBe(width);
      values.forEach(checkValue);
    }
    const errors = new Set(
      message.issues
        .filter(({ severity, row }) => severity === "error" && row > 0)
        .map(({ sheet, row }) => `${sheet ?? ""} ${row}`),
    );
    expect(errors.size).toBeLessThanOrEqual(message.rejected);
    expect(() => structuredClone(message)).not.toThrow();
  }
}

async function feedOf(type: string, path: string): Promise<FeedMessage[]> {
  const messages: FeedMessage[] = [];
  const context = { ...CONTEXT, fileName: "hostile.csv" };
  try {
    await using source = await openRows(path, reading);
    for await (const message of validateRows(typeOf(type), source, context)) messages.push(message);
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
  }
  return messages;
}

describe("the check of any file as any type", () => {
  it("gives a feed that the store can take, in a bounded time", async () => {
    const file = fc.oneof(
      { weight: 3, arbitrary: table },
      { weight: 1, arbitrary: hostileFile },
      { weight: 1, arbitrary: fc.constantFrom(...GOOD) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...shippedTypes.map(({ type }) => type)),
        file,
        async (type, { extension, bytes }) => {
          const path = inFolder(`hostile${extension}`);
          await writeFile(path, bytes);
          const started = performance.now();
          const messages = await feedOf(type, path);
          expect(performance.now() - started).toBeLessThan(LONGEST_MS);
          if (messages.length > 0) checkFeed(messages);
          await rm(path);
        },
      ),
      campaign(600),
    );
  }, 3_600_000);
});
