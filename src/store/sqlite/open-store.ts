/** The store on SQLite: passes every call of the port to the thread that answers it. */
import { mkdir } from "node:fs/promises";
import path from "node:path";
import type { MessagePort } from "node:worker_threads";
import { systemClock, type Clock } from "../../core/clock.ts";
import { fromSystem } from "../../core/errors.ts";
import type { RowIssue } from "../../core/issue.ts";
import { systemTimeZone } from "../../core/zone.ts";
import type { CampaignLedger } from "../campaign-ledger.ts";
import type { DatasetSpec, ImportTypeSpec } from "../dataset-spec.ts";
import type { FetchedVersion } from "../fetch-record.ts";
import type { Accounting, DueRecord, ExportFilter, ExportRun, ExportState } from "../export-run.ts";
import type { EndedWork, Message, MessageFilter, MessageState, Notices } from "../outbox.ts";
import type { RunOutcome } from "../run-outcome.ts";
import type { RunRecord, Verdict } from "../run.ts";
import type {
  ApplyPlan,
  ApplyProgress,
  ArchivedRun,
  NewRun,
  RecordQuery,
  RunFilter,
  Store,
  StoredRecord,
  StoreHealth,
  RunFailure,
  RunToApply,
} from "../store.ts";
import { campaignCalls } from "./campaigns/campaign-calls.ts";
import { layoutsOf, type Layouts } from "./layout.ts";
import { MEMORY } from "./open-connection.ts";
import type { ReaderCalls, ThreadOptions, WriterCalls } from "./store-calls.ts";
import { ThreadClient } from "../../core/thread-client.ts";

export interface SqliteStoreOptions {
  /** Path of the file, made when it is missing; `:memory:` for a store that nothing outlives. */
  readonly path: string;
  readonly types: readonly ImportTypeSpec[];
  /** Folder for what one import needs for a while; made when it is missing. */
  readonly workFolder: string;
  readonly clock?: Clock;
  /** Of campaigns that have none. IANA; by default that of the system. */
  readonly timeZone?: string;
}

/**
 * Opens the store, and brings its tables up to date.
 * @throws {OperatorError} S002 damaged or of a newer program, S005 not accessible.
 * @throws {TransientError} S004 S006
 * @throws {ConfigError} C004 a definition refers to a dataset that there is not.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<Store> {
  const { types, workFolder, clock = systemClock, timeZone = systemTimeZone() } = options;
  const layouts = layoutsOf(types);
  const isMemory = options.path === MEMORY;
  const storePath = isMemory ? MEMORY : path.resolve(options.path);
  await makeFolders(isMemory ? [workFolder] : [workFolder, path.dirname(storePath)]);
  const data: ThreadOptions = { path: storePath, types, workFolder, timeZone };
  const writer = await ThreadClient.start<WriterCalls>(
    new URL("./writer-thread.ts", import.meta.url),
    data,
    { clock, name: THREAD },
  );
  // A store in memory is seen by its one connection only: it answers questions, too.
  if (isMemory) {
    const store = new SqliteStore(storePath, layouts, writer, undefined);
    return Object.assign(store, campaignCalls(writer, writer));
  }
  try {
    const module = new URL("./reader-thread.ts", import.meta.url);
    const reader = await ThreadClient.start<ReaderCalls>(module, data, { clock, name: THREAD });
    const store = new SqliteStore(storePath, layouts, writer, reader);
    return Object.assign(store, campaignCalls(writer, reader));
  } catch (error) {
    await writer.call("close", []);
    await writer.exited();
    throw error;
  }
}

/** In messages about a thread that died. */
const THREAD = "The store";

async function makeFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders) {
    await mkdir(folder, { recursive: true }).catch((error: unknown) => {
      throw fromSystem(error, `make ${folder}`);
    });
  }
}

class SqliteStore implements Omit<Store, keyof CampaignLedger> {
  readonly #path: string;
  readonly #layouts: Layouts;
  readonly #writer: ThreadClient<WriterCalls>;
  readonly #ownReader: ThreadClient<ReaderCalls> | undefined;
  #closing: Promise<void> | undefined;

  constructor(
    storePath: string,
    layouts: Layouts,
    writer: ThreadClient<WriterCalls>,
    reader: ThreadClient<ReaderCalls> | undefined,
  ) {
    this.#path = storePath;
    this.#layouts = layouts;
    this.#writer = writer;
    this.#ownReader = reader;
  }

  get #reader(): Pick<ThreadClient<ReaderCalls>, "call"> {
    return this.#ownReader ?? this.#writer;
  }

  async claimRuns(runs: readonly NewRun[]): Promise<readonly RunRecord[]> {
    return await this.#writer.call("claimRuns", [runs]);
  }

  async retakeRun(id: string, historyName: string): Promise<RunRecord> {
    return await this.#writer.call("retakeRun", [id, historyName]);
  }

  async excuseRuns(ids: readonly string[]): Promise<void> {
    await this.#writer.call("excuseRuns", [ids]);
  }

  async applyRuns(
    plan: ApplyPlan,
    feed: MessagePort,
    onProgress?: (progress: ApplyProgress) => void,
  ): Promise<readonly Verdict[]> {
    return await this.#writer.call("applyRuns", [plan, feed], { transfer: [feed], onProgress });
  }

  async decideRun(run: RunToApply, outcome: RunOutcome): Promise<Verdict> {
    return await this.#writer.call("decideRun", [run, outcome]);
  }

  async failRun(id: string, failure: RunFailure): Promise<Verdict> {
    return await this.#writer.call("failRun", [id, failure]);
  }

  async archiveRuns(runs: readonly ArchivedRun[], finishedAt: string): Promise<void> {
    await this.#writer.call("archiveRuns", [runs, finishedAt]);
  }

  async run(id: string): Promise<RunRecord | undefined> {
    return await this.#reader.call("run", [id]);
  }

  async runs(filter: RunFilter): Promise<readonly RunRecord[]> {
    return await this.#reader.call("runs", [filter]);
  }

  async issues(run: string, offset: number, limit: number): Promise<readonly RowIssue[]> {
    return await this.#reader.call("issues", [run, offset, limit]);
  }

  async writeIssues(run: string, filePath: string): Promise<number> {
    return await this.#reader.call("writeIssues", [run, filePath]);
  }

  async datasets(): Promise<readonly { readonly spec: DatasetSpec; readonly records: number }[]> {
    const counts = await this.#reader.call("countRecords", []);
    return [...this.#layouts.values()].map(({ spec }, position) => ({
      spec,
      records: counts[position] ?? 0,
    }));
  }

  async records(query: RecordQuery): Promise<readonly StoredRecord[]> {
    return await this.#reader.call("records", [query]);
  }

  async forgetRuns(finishedBefore: string): Promise<number> {
    return await this.#writer.call("forgetRuns", [finishedBefore]);
  }

  async queueExport(run: ExportRun): Promise<void> {
    await this.#writer.call("queueExport", [run]);
  }

  async changeExport(
    id: string,
    from: readonly ExportState[],
    change: Partial<Omit<ExportRun, "id">>,
  ): Promise<ExportRun> {
    return await this.#writer.call("changeExport", [id, from, change]);
  }

  async export(id: string): Promise<ExportRun | undefined> {
    return await this.#reader.call("export", [id]);
  }

  async exports(filter: ExportFilter): Promise<readonly ExportRun[]> {
    return await this.#reader.call("exports", [filter]);
  }

  async account(accounting: Accounting): Promise<void> {
    await this.#writer.call("account", [accounting]);
  }

  async accountedTo(job: string): Promise<string | undefined> {
    return await this.#reader.call("accountedTo", [job]);
  }

  async dueRecords(job: string, limit: number): Promise<readonly DueRecord[]> {
    return await this.#reader.call("dueRecords", [job, limit]);
  }

  async lastAuditKey(source: string, job: string | undefined): Promise<number | undefined> {
    return await this.#reader.call("lastAuditKey", [source, job]);
  }

  async fetchedVersions(job: string): Promise<readonly FetchedVersion[]> {
    return await this.#reader.call("fetchedVersions", [job]);
  }

  async forgetExports(finishedBefore: string): Promise<number> {
    return await this.#writer.call("forgetExports", [finishedBefore]);
  }

  async endedWork(limit: number): Promise<readonly EndedWork[]> {
    return await this.#reader.call("endedWork", [limit]);
  }

  async settleNotices(notices: Notices): Promise<void> {
    await this.#writer.call("settleNotices", [notices]);
  }

  async noticeMemory(name: string): Promise<string | undefined> {
    return await this.#reader.call("noticeMemory", [name]);
  }

  async messages(filter: MessageFilter): Promise<readonly Message[]> {
    return await this.#reader.call("messages", [filter]);
  }

  async waitingTopics(): Promise<readonly string[]> {
    return await this.#reader.call("waitingTopics", []);
  }

  async changeMessage(
    id: string,
    from: readonly MessageState[],
    change: Partial<Omit<Message, "id" | "key">>,
  ): Promise<Message> {
    return await this.#writer.call("changeMessage", [id, from, change]);
  }

  async forgetMessages(queuedBefore: string): Promise<number> {
    return await this.#writer.call("forgetMessages", [queuedBefore]);
  }

  async health(): Promise<StoreHealth> {
    const kind = "sqlite";
    if (!this.#writer.isAlive) {
      return { ok: false, kind, detail: `${this.#path}: the writing thread has ended` };
    }
    try {
      const bytes = await this.#reader.call("sizeBytes", []);
      return { ok: true, kind, detail: `${this.#path}, ${bytes} bytes` };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { ok: false, kind, detail: `${this.#path}: ${why}` };
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing ??= this.#close();
    await this.#closing;
  }

  /** The reader goes first, so that the last connection, the writer's, clears the log away. */
  async #close(): Promise<void> {
    for (const thread of [this.#ownReader, this.#writer]) {
      if (thread?.isAlive) await thread.call("close", []);
      await thread?.exited();
    }
  }
}
