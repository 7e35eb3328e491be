/** The export side of a console in tests of something else: nothing there, nothing running. */
import type { ExportsConsole } from "../../src/console/exports-console.ts";

const refuse = (): never => {
  throw new Error("this test asks nothing of exports");
};

export const noExports: ExportsConsole = {
  status: () => Promise.resolve({ running: [], queued: [] }),
  fetches: () => ({ running: [] }),
  jobs: () => Promise.resolve([]),
  job: refuse,
  next: refuse,
  due: refuse,
  act: refuse,
  artifacts: () => Promise.resolve([]),
  deleteArtifact: refuse,
};
