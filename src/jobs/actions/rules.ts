/** What must be true of a job beside its notation: with other jobs, with the settings, with the calendar. */
import { nearest } from "../../core/nearest.ts";
import { isXmlName } from "../../formats/xml-writer.ts";
import { findByTitle } from "../find-job.ts";
import type { Job } from "../job.ts";
import type { JobIssue } from "../job-issue.ts";
import type { ActionDeps } from "./deps.ts";
import type { Plan } from "./plan.ts";

/** Everything that keeps the job from being saved as it is. */
export async function issuesOf({ deps, jobs, now }: Plan, job: Job): Promise<readonly JobIssue[]> {
  return [
    ...titleIssues(jobs, job),
    ...destinationIssues(deps, job),
    ...displacerIssues(deps, job),
    ...(await certificateIssues(deps, job)),
    ...fetchIssues(deps, job),
    ...dueIssues(deps, job, now),
  ];
}

function titleIssues(jobs: readonly Job[], { id, definition }: Job): readonly JobIssue[] {
  const { title } = definition;
  const other = findByTitle(
    jobs.filter((one) => one.id !== id),
    title,
  );
  if (other === undefined) return [];
  const message = `Title is that of another job (${other.id}); expected one that no other job has`;
  return [{ code: "J006", field: "Title", value: title, message }];
}

function destinationIssues({ destinations }: ActionDeps, { definition }: Job): readonly JobIssue[] {
  const { destination } = definition;
  if (destination === undefined || destinations.includes(destination)) return [];
  const near = nearest(destination, destinations);
  const help =
    near === undefined ? `there are ${destinations.join(", ")}` : `did you mean ${near}?`;
  const message = `Destination is none of destinations in service.yml; ${help}`;
  return [{ code: "P008", field: "Destination", value: destination, message }];
}

function displacerIssues({ tables }: ActionDeps, { definition }: Job): readonly JobIssue[] {
  const { exchange } = definition;
  if (exchange?.kind !== "table") return [];
  const { database, format } = exchange;
  const names = tables.map(({ name }) => name);
  const table = tables.find(({ name }) => name === database);
  if (!table) {
    const near = nearest(database, names);
    const there = names.length === 0 ? "there is none" : `there are ${names.join(", ")}`;
    const help = near === undefined ? there : `did you mean ${near}?`;
    const message = `Database is none that the Data Displacer may take; ${help}`;
    return [{ code: "J001", field: "Database", value: database, message }];
  }
  const strange = format === "xml" ? table.columns.filter((name) => !isXmlName(name)) : [];
  if (strange.length === 0) return [];
  const message = `Format can't be xml: ${strange.join(", ")} of ${database} can't be the name of an element; expected csv`;
  return [{ code: "J001", field: "Format", value: format, message }];
}

function fetchIssues(deps: ActionDeps, { definition }: Job): readonly JobIssue[] {
  const { source, exchange } = definition;
  return exchange?.kind === "fetch" ? deps.fetchIssues(source, exchange) : [];
}

async function certificateIssues(
  { hasCertificate }: ActionDeps,
  { definition }: Job,
): Promise<readonly JobIssue[]> {
  const issues: JobIssue[] = [];
  for (const owner of definition.certificates ?? []) {
    if (await hasCertificate(owner)) continue;
    issues.push({
      code: "E001",
      field: "Certificates",
      value: owner,
      message: `Certificates names ${owner}, who has none; expected owners of certificates`,
      hint: `Give one: quayside certificate set <file> --owner ${owner}`,
    });
  }
  return issues;
}

/** A job whose schedule is over, or never comes, would wait without a word. */
export function dueIssues(deps: ActionDeps, job: Job, now: Date): readonly JobIssue[] {
  // One whose time is past, or not said, is due at once (scheduleOf in account.ts).
  if (job.definition.run.kind === "once") return [];
  if (deps.nextDue(job, now) !== undefined) return [];
  const message =
    "Run has no instant that is still due; expected one after now, within From and Until";
  return [{ code: "J007", field: "Run", message }];
}
