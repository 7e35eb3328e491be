/** Alarms: what did not come, and what is not as it should be. Each is told once until it is over. Pure. */
import type { ErrorCode } from "../core/codes.ts";

/** Something that is wrong for a while. */
export interface Condition {
  /** The same as long as it is the same trouble: `disk:/srv`, `expected:Queues:2026-03-04`. */
  readonly key: string;
  readonly code: ErrorCode;
  readonly message: string;
}

/** Something that went wrong once. */
export interface Incident {
  readonly code: ErrorCode;
  readonly message: string;
  /** Who is told instead of mail.to. */
  readonly notify?: readonly string[];
  /** A report tells it already. */
  readonly isReported?: boolean;
}

/** As `quayside status` lists it. */
export interface Warning {
  readonly code: ErrorCode;
  readonly message: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/** What is remembered; JSON. */
export interface AlarmState {
  readonly active: Readonly<Record<string, Warning>>;
  /** Of the last day, newest last. */
  readonly incidents: readonly Warning[];
}

export const NO_ALARMS: AlarmState = { active: {}, incidents: [] };

const SHOWN_MS = 24 * 3_600_000;
const MOST_INCIDENTS = 100;

export interface AlarmChange {
  readonly state: AlarmState;
  readonly raised: readonly Condition[];
  readonly ended: readonly Warning[];
}

/** Compares what is wrong now with what was wrong at the last look. */
export function compareConditions(
  state: AlarmState,
  conditions: readonly Condition[],
  now: Date,
): AlarmChange {
  const raised = conditions.filter(({ key }) => !Object.hasOwn(state.active, key));
  const present = new Set(conditions.map(({ key }) => key));
  const ended = Object.entries(state.active)
    .filter(([key]) => !present.has(key))
    .map(([, warning]) => warning);
  const active = Object.fromEntries(
    conditions.map(({ key, code, message }) => {
      const since = state.active[key]?.since ?? now.toISOString();
      return [key, { code, message, since }];
    }),
  );
  return { state: { ...state, active }, raised, ended };
}

/** Incidents stay among the warnings for a day. */
export function addIncidents(
  state: AlarmState,
  incidents: readonly Incident[],
  now: Date,
): AlarmState {
  const since = now.toISOString();
  const fresh = state.incidents.filter((one) => now.getTime() - Date.parse(one.since) < SHOWN_MS);
  const added = incidents.map(({ code, message }) => ({ code, message, since }));
  if (added.length === 0 && fresh.length === state.incidents.length) return state;
  return { ...state, incidents: [...fresh, ...added].slice(-MOST_INCIDENTS) };
}

/** All warnings of now, oldest first. */
export function warningsOf({ active, incidents }: AlarmState): readonly Warning[] {
  return [...Object.values(active), ...incidents].sort((a, b) => (a.since < b.since ? -1 : 1));
}
