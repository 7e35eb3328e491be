/** Who is told when: first at once, then digests, the end once. */
import { describe, expect, it } from "vitest";
import {
  digested,
  isDigestDue,
  isForgotten,
  newTopic,
  tell,
  type Act,
  type Entry,
  type Mode,
  type TopicState,
} from "../../../src/notify/silence.ts";

const START_MS = Date.parse("2026-03-04T01:00:00Z");
const MINUTE_MS = 60_000;

/** A topic that lives through events at minutes, with digests when they are due. */
class Life {
  topic: TopicState = newTopic("customers updater", ["ops@example.com"]);
  readonly acts: (Act | "digest")[] = [];
  readonly #mode: Mode;

  constructor(mode: Mode) {
    this.#mode = mode;
  }

  at(minute: number, weight: Entry["weight"], isWaiting = false): void {
    const now = this.#look(minute, isWaiting);
    const entry = { at: now.toISOString(), label: weight, weight, line: "file.csv" };
    const { topic, act } = tell(this.topic, entry, { now, mode: this.#mode, isWaiting });
    this.topic = topic;
    this.acts.push(act);
  }

  /** Looks whether a digest is due. */
  #look(minute: number, isWaiting: boolean): Date {
    const now = new Date(START_MS + minute * MINUTE_MS);
    if (!isWaiting && isDigestDue(this.topic, now)) {
      this.topic = digested(this.topic, now);
      this.acts.push("digest");
    }
    return now;
  }

  until(minute: number): void {
    this.#look(minute, false);
  }
}

describe("a topic where problems are told", () => {
  it("tells the first problem at once and those of the next 15 minutes in one digest", () => {
    const life = new Life("problems");
    for (const minute of [0, 1, 2, 14]) life.at(minute, "problem");
    life.until(15);
    life.until(16);
    expect(life.acts).toEqual(["report", "gather", "gather", "gather", "digest"]);
  });

  it("waits longer from digest to digest, up to four hours", () => {
    const life = new Life("problems");
    for (let minute = 0; minute <= 24 * 60; minute++) life.at(minute, "problem");
    expect(life.acts.filter((act) => act === "report")).toHaveLength(1);
    // After 15 minutes, one hour more, then every four hours.
    expect(life.acts.filter((act) => act === "digest")).toHaveLength(7);
  });

  it("tells the next problem at once again when it was quiet for a while", () => {
    const life = new Life("problems");
    life.at(0, "problem");
    life.at(24 * 60, "problem");
    life.at(48 * 60, "problem");
    expect(life.acts).toEqual(["report", "report", "report"]);
  });

  it("tells the end of a problem once, and nothing of runs that always were well", () => {
    const life = new Life("problems");
    life.at(0, "ok");
    life.at(1, "problem");
    life.at(2, "ok");
    life.at(3, "ok");
    expect(life.acts).toEqual(["nothing", "report", "over", "nothing"]);
  });

  it("gathers what goes to and fro, however often", () => {
    const life = new Life("problems");
    for (let minute = 0; minute < 600; minute++) life.at(minute, minute % 2 ? "ok" : "problem");
    const mails = life.acts.filter((act) => act !== "gather" && act !== "nothing");
    expect(mails).toEqual(["report", "over", "digest", "digest", "digest", "digest"]);
  });

  it("does not take a run that a person cancelled for the end of a problem", () => {
    const life = new Life("problems");
    life.at(0, "problem");
    life.at(1, "neutral");
    life.at(2, "ok");
    expect(life.acts).toEqual(["report", "nothing", "over"]);
  });

  it("sends no digest while a mail of the topic waits for the server, and one afterwards", () => {
    const life = new Life("problems");
    life.at(0, "problem");
    for (let hour = 1; hour <= 24; hour++) life.at(hour * 60, "problem", true);
    expect(life.topic.gatheredCount).toBe(24);
    life.until(24 * 60 + 1);
    expect(life.acts.filter((act) => act !== "gather")).toEqual(["report", "digest"]);
  });

  it("is not silenced by a clock that was a year ahead", () => {
    const life = new Life("problems");
    life.at(365 * 24 * 60, "problem");
    life.at(0, "problem");
    expect(life.acts).toEqual(["report", "report"]);
  });

  it("is forgotten when its problem is over and its quiet time, too", () => {
    const life = new Life("problems");
    life.at(0, "problem");
    life.at(1, "ok");
    expect(isForgotten(life.topic, new Date(START_MS + 2 * MINUTE_MS))).toBe(false);
    expect(isForgotten(life.topic, new Date(START_MS + 16 * MINUTE_MS))).toBe(true);
  });

  it("keeps fifty lines of a digest and counts the others", () => {
    const life = new Life("problems");
    for (let count = 0; count < 1_000; count++) life.at(0, "problem");
    expect(life.topic.gathered).toHaveLength(50);
    expect(life.topic).toMatchObject({ gatheredCount: 999, gatheredProblems: 999 });
  });
});

describe("a topic where each run is told", () => {
  it("tells the first at once, others in digests, and a problem at once among them", () => {
    const life = new Life("always");
    life.at(0, "ok");
    life.at(1, "ok");
    life.at(2, "problem");
    life.at(3, "problem");
    life.at(20, "ok");
    expect(life.acts).toEqual(["report", "gather", "report", "gather", "digest", "gather"]);
  });

  it("tells every nightly run by itself", () => {
    const life = new Life("always");
    for (const weight of ["ok", "problem", "ok", "neutral"] as const) {
      life.at(life.acts.length * 24 * 60, weight);
    }
    expect(life.acts).toEqual(["report", "report", "report", "report"]);
  });
});
