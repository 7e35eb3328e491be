import { describe, expect, it } from "vitest";
import {
  expiryOf,
  remainingDays,
  SWEEP_LIMITS,
  whatExpires,
  type KeptArtifact,
} from "../../../src/export/retention-policy.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const START = Date.parse("2026-06-01T02:00:00.000Z");

const iso = (ms: number): string => new Date(ms).toISOString();

function artifact(id: string, publishedMs: number): KeptArtifact {
  const publishedAt = iso(publishedMs);
  return { id, publishedAt, expiresAt: expiryOf(new Date(publishedMs), 30 * DAY) };
}

/** One each night from `START` on. */
function nightly(count: number): KeptArtifact[] {
  return Array.from({ length: count }, (_, night) => artifact(`n${night}`, START + night * DAY));
}

/** What a sweep at a moment does, when the one before was so long ago. */
function sweep(artifacts: readonly KeptArtifact[], nowMs: number, agoMs?: number) {
  const memory = agoMs === undefined ? {} : { lastSweepAt: iso(nowMs - agoMs) };
  const { expire, stopped } = whatExpires(artifacts, new Date(nowMs), memory);
  return { expire, stopped };
}

describe("remaining days", () => {
  it.each([
    [0, 30],
    [1, 30],
    [DAY - 1, 30],
    [DAY, 29],
    [29 * DAY, 1],
    [30 * DAY - 1, 1],
    [30 * DAY, 0],
    [31 * DAY, 0],
    [-1, 31],
  ])("after %d ms of thirty days are %d", (after, expected) => {
    const expiresAt = expiryOf(new Date(START), 30 * DAY);
    expect(remainingDays(expiresAt, new Date(START + after))).toBe(expected);
  });

  it("are told for each artifact, also when the sweep stops", () => {
    const artifacts = nightly(3);
    const now = new Date(START + 10 * DAY);
    const memory = { lastSweepAt: iso(START) };
    const { remainingDays: left, stopped } = whatExpires(artifacts, now, memory);
    expect(stopped).toBeDefined();
    expect([...left]).toEqual([
      ["n0", 20],
      ["n1", 21],
      ["n2", 22],
    ]);
  });
});

describe("a sweep", () => {
  it("takes an artifact at the very instant it is due, and not a millisecond before", () => {
    const artifacts = nightly(30);
    const due = START + 30 * DAY;
    expect(sweep(artifacts, due - 1, HOUR)).toEqual({ expire: [], stopped: undefined });
    expect(sweep(artifacts, due, HOUR)).toEqual({ expire: ["n0"], stopped: undefined });
  });

  it("takes what a share that was away has kept, first published first", () => {
    const artifacts = nightly(30).reverse();
    const { expire, stopped } = sweep(artifacts, START + 44 * DAY, HOUR);
    expect(stopped).toBeUndefined();
    expect(expire).toEqual(Array.from({ length: 15 }, (_, night) => `n${night}`));
  });

  it("tells the next one when it looked, whether it stopped or not", () => {
    const now = new Date(START + 60 * DAY);
    const memory = { lastSweepAt: now.toISOString() };
    expect(whatExpires(nightly(30), now).memory).toEqual(memory);
    expect(whatExpires([], now).memory).toEqual(memory);
  });

  it("goes by what was recorded, also where the retention was another one", () => {
    const short = { ...artifact("short", START), expiresAt: iso(START + DAY) };
    expect(sweep([short, ...nightly(3)], START + 2 * DAY, HOUR).expire).toEqual(["short"]);
  });
});

describe("ordinary life never stops a sweep", () => {
  const lives: readonly (readonly [string, readonly KeptArtifact[], number])[] = [
    ["one nightly job", nightly(60), HOUR],
    ["one nightly job with a sweep a day", nightly(60), DAY],
    [
      "an hourly job of four days",
      Array.from({ length: 4 * 24 }, (_, n) => artifact(`h${n}`, START + n * HOUR)),
      HOUR,
    ],
    [
      "an hourly job with a sweep a day",
      Array.from({ length: 40 * 24 }, (_, n) => artifact(`h${n}`, START + n * HOUR)),
      DAY,
    ],
    [
      "a hundred runs by hand within an hour, and nothing else",
      Array.from({ length: 100 }, (_, n) => artifact(`m${n}`, START + n * 30_000)),
      DAY,
    ],
    [
      "a monthly job of forty",
      Array.from({ length: 120 }, (_, n) =>
        artifact(`j${n}`, START + Math.floor(n / 40) * 30 * DAY + n * 60_000),
      ),
      6 * HOUR,
    ],
  ];

  it.each(lives)("with %s, from the first artifact to the last", (_, all, everyMs) => {
    const gone = new Set<string>();
    const end = Math.max(...all.map(({ expiresAt }) => Date.parse(expiresAt))) + 2 * everyMs;
    let memory = {};
    for (let now = START; now < end; now += everyMs) {
      const kept = all.filter((one) => !gone.has(one.id) && Date.parse(one.publishedAt) <= now);
      const verdict = whatExpires(kept, new Date(now), memory);
      expect(verdict.stopped).toBeUndefined();
      for (const id of verdict.expire) gone.add(id);
      memory = verdict.memory;
    }
    expect(gone.size).toBe(all.length);
  });
});

describe("a clock that can't be right stops a sweep", () => {
  const artifacts = nightly(30);
  const now = START + 30 * DAY;

  it("when it stands before the last sweep", () => {
    expect(sweep(artifacts, now, -DAY)).toEqual({
      expire: [],
      stopped:
        "the clock went back: it is 2026-07-01T02:00:00.000Z, but 2026-07-02T02:00:00.000Z has been before; set it right",
    });
  });

  it("when it is 1970, also without memory of a sweep", () => {
    expect(sweep(artifacts, 0)).toEqual({
      expire: [],
      stopped:
        "the clock went back: it is 1970-01-01T00:00:00.000Z, but 2026-06-30T02:00:00.000Z has been before; set it right",
    });
  });

  it("not when it was set back by a few minutes", () => {
    expect(sweep(artifacts, now, -SWEEP_LIMITS.backwardMs).expire).toEqual(["n0"]);
    expect(sweep(artifacts, now, -SWEEP_LIMITS.backwardMs - 1).expire).toEqual([]);
  });

  it("when days have passed since the last sweep, and only once", () => {
    const later = now + 2 * DAY;
    expect(sweep(artifacts, later, 2 * DAY)).toEqual({
      expire: [],
      stopped:
        "the last sweep was 2.0 days ago, at 2026-07-01T02:00:00.000Z: nothing ran, or the clock " +
        "(2026-07-03T02:00:00.000Z) is wrong; the next sweep deletes what is due",
    });
    const { memory } = whatExpires(artifacts, new Date(later), { lastSweepAt: iso(now) });
    const next = whatExpires(artifacts, new Date(later + HOUR), memory);
    expect(next.expire).toEqual(["n0", "n1", "n2"]);
  });

  it("at the exact limit not yet", () => {
    expect(sweep(artifacts, now, SWEEP_LIMITS.longestGapMs).expire).toEqual(["n0"]);
    expect(sweep(artifacts, now, SWEEP_LIMITS.longestGapMs + 1).expire).toEqual([]);
  });

  it("when it is a year ahead: first for the jump, then for everything being due", () => {
    const ahead = now + 365 * DAY;
    const first = whatExpires(artifacts, new Date(ahead), { lastSweepAt: iso(now) });
    expect(first.expire).toEqual([]);
    expect(first.stopped).toContain("the last sweep was 365.0 days ago");
    const second = whatExpires(artifacts, new Date(ahead + HOUR), first.memory);
    expect(second.expire).toEqual([]);
    expect(second.stopped).toBe(
      "30 of 30 artifacts are due at once, published over 29.0 days; check the clock, then delete " +
        "what has expired with `quayside artifacts delete`",
    );
    const back = whatExpires(artifacts, new Date(now + 2 * HOUR), second.memory);
    expect(back.stopped).toContain("the clock went back");
    expect(whatExpires(artifacts, new Date(now + 3 * HOUR), back.memory).expire).toEqual(["n0"]);
  });
});

describe("too much at once stops a sweep", () => {
  it("also without memory of one", () => {
    const { expire, stopped } = sweep(nightly(30), START + 60 * DAY);
    expect(expire).toEqual([]);
    expect(stopped).toContain("30 of 30 artifacts are due at once");
  });

  it("only over the share and over the count", () => {
    expect(sweep(nightly(10), START + 90 * DAY, HOUR).expire).toHaveLength(10);
    expect(sweep(nightly(11), START + 90 * DAY, HOUR).expire).toHaveLength(0);
    expect(sweep(nightly(30), START + 44 * DAY, HOUR).expire).toHaveLength(15);
    expect(sweep(nightly(30), START + 45 * DAY, HOUR).expire).toHaveLength(0);
  });

  it("until so much was deleted by hand that the rest is within the limits", () => {
    const left = nightly(30).slice(20);
    expect(sweep(left, START + 60 * DAY, HOUR).expire).toHaveLength(10);
  });

  it("by other limits, where they are given", () => {
    const limits = { ...SWEEP_LIMITS, maximumShare: 0.1, maximumCount: 2 };
    const now = new Date(START + 33 * DAY);
    const verdict = whatExpires(
      nightly(30),
      now,
      { lastSweepAt: iso(now.getTime() - HOUR) },
      limits,
    );
    expect(verdict.stopped).toContain("4 of 30 artifacts are due at once");
  });
});
