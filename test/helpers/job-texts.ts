/** Jobs in the flat notation, and what reading them gives. */
import type { JobDefinition } from "../../src/jobs/job.ts";
import { readDefinition } from "../../src/jobs/notation/read-definition.ts";

export const CHATS = {
  Title: "Chats of the week",
  Source: "contact-history",
  Type: "interaction",
  Run: "weekly Mon 02:00",
  Timeframe: "last week",
};
export const FACTS = {
  Title: "Facts",
  Source: "info-mart",
  Run: "daily 02:00",
  Timeframe: "delta",
};

export function readJob(fields: Readonly<Record<string, unknown>>): JobDefinition {
  const found = readDefinition(fields);
  if ("problems" in found) throw new Error(JSON.stringify(found.problems));
  return found.definition;
}

/** `Field CODE` of each problem. */
export function refusals(fields: Readonly<Record<string, unknown>>): readonly string[] {
  const found = readDefinition(fields);
  return "problems" in found ? found.problems.map((one) => `${one.field} ${one.code}`) : [];
}
