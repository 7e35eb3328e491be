/** How people name a job: by its id, the beginning of it, or its title. */
import type { Job } from "./job.ts";

const LEAST_PREFIX = 8;

/** Titles are compared without regard to case and to blanks around them. */
export function foldTitle(title: string): string {
  return title.trim().normalize("NFC").toLowerCase();
}

/** By its id, its title, or at least eight characters of its id if no other job has the same. */
export function findJob(jobs: readonly Job[], idOrTitle: string): Job | undefined {
  return (
    findById(jobs, idOrTitle, false) ??
    findByTitle(jobs, idOrTitle) ??
    findById(jobs, idOrTitle, true)
  );
}

export function findByTitle(jobs: readonly Job[], title: string): Job | undefined {
  const folded = foldTitle(title);
  return jobs.find(({ definition }) => foldTitle(definition.title) === folded);
}

/** @param byPrefix whether the beginning of the id will do. */
export function findById(jobs: readonly Job[], text: string, byPrefix: boolean): Job | undefined {
  const wanted = text.trim().toLowerCase();
  if (!byPrefix) return jobs.find(({ id }) => id === wanted);
  if (wanted.length < LEAST_PREFIX) return undefined;
  const [found, second] = jobs.filter(({ id }) => id.startsWith(wanted));
  return second === undefined ? found : undefined;
}
