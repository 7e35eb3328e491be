/** What the import of one file of a group must know. */
import type { ApplyPlan, RunToApply } from "../../store.ts";

export type RunPlan = RunToApply & Omit<ApplyPlan, "runs">;
