/** Records are counted as the export line counts them. */
import { describe, expect, it } from "vitest";
import { recordCounter } from "../../../../src/packaging/opening/record-counter.ts";

function countOf(name: string, text: string, chunkBytes = 3): number {
  const counter = recordCounter(name);
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += chunkBytes) {
    counter.add(bytes.subarray(at, at + chunkBytes));
  }
  return counter.count();
}

describe("records", () => {
  it.each([
    ["", 0],
    ["{}\n", 1],
    ["{}\n{}\n", 2],
    ["{}\n{}", 2],
    ["\n", 1],
  ])("of JSON Lines %j are its lines", (text, count) => {
    expect(countOf("a.json", text)).toBe(count);
  });

  it.each([
    ["", 0],
    ["A,B\r\n", 0],
    ["A,B\r\n1,2\r\n", 1],
    ["A,B\r\n1,2", 1],
    ['A,B\r\n1,"x\r\ny"\r\n2,"a""\n""b"\r\n', 2],
  ])("of CSV %j are its rows without the header", (text, count) => {
    expect(countOf("a.CSV", text)).toBe(count);
  });
});
