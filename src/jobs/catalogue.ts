/** The job catalogue: all jobs in one file, changed by one writer after another. */
import type { CatalogueContent } from "./catalogue-content.ts";
import { openCatalogueFile } from "./catalogue-file.ts";
import { findJob } from "./find-job.ts";
import type { Job } from "./job.ts";

export interface Changed<T> {
  /** The former content itself: nothing is written. */
  readonly content: CatalogueContent;
  readonly result: T;
}

export interface Catalogue {
  /** In the order of their creation. */
  jobs(): readonly Job[];
  /** By id, by exact title without regard to case, or by the beginning of the id (8 characters). */
  job(idOrTitle: string): Job | undefined;
  readonly content: CatalogueContent;
  /**
   * Changes the catalogue: `act` sees what all changes before it have left, and when this resolves
   * its content is on the disk. When `act` throws, nothing has changed.
   * @throws {TransientError} S004 S006 {OperatorError} S005
   */
  change<T>(act: (content: CatalogueContent) => Changed<T> | Promise<Changed<T>>): Promise<T>;
}

/**
 * Opens the catalogue; the file appears with the first job. While it is open nobody else may write it.
 * @throws {OperatorError} J008: it can't be read; the hint names the backup. S005
 * @throws {TransientError} S004 S006
 */
export async function openCatalogue(path: string): Promise<Catalogue> {
  const file = await openCatalogueFile(path);
  let last: Promise<unknown> = Promise.resolve();
  return {
    jobs: () => file.content.jobs,
    job: (idOrTitle) => findJob(file.content.jobs, idOrTitle),
    get content() {
      return file.content;
    },
    change(act) {
      const change = last.then(async () => {
        const { content, result } = await act(file.content);
        if (content !== file.content) await file.write(content);
        return result;
      });
      // The next one waits for this one, whatever becomes of it.
      last = change.catch(() => undefined);
      return change;
    },
  };
}
