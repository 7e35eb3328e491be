/** The thread that answers questions on a connection of its own, while the other one writes. */
import { workerData } from "node:worker_threads";
import { serveCalls } from "../../core/serve-calls.ts";
import { fromSqlite } from "./database.ts";
import { layoutsOf } from "./layout.ts";
import { openReader } from "./open-connection.ts";
import { readAnswers } from "./read-answers.ts";
import type { ReaderCalls, ThreadOptions } from "./store-calls.ts";

serveCalls<ReaderCalls>(() => {
  const options = workerData as ThreadOptions;
  const db = openReader(options.path);
  return {
    ...readAnswers(db, layoutsOf(options.types), options.timeZone),
    close: async () => {
      db.close();
    },
  };
}, fromSqlite);
