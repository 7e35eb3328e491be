/** The tables of the ledger, as numbered migrations that are never changed once released. */
import { OperatorError } from "../../core/errors.ts";
import { CAMPAIGN_INDEXES } from "./campaign-tables.ts";
import type { Database } from "./database.ts";

const MIGRATIONS: readonly string[] = [
  `CREATE TABLE Run (
     Id TEXT PRIMARY KEY, Type TEXT NOT NULL, File TEXT NOT NULL, InProcessName TEXT NOT NULL,
     HistoryName TEXT NOT NULL, State TEXT NOT NULL, Attempt INTEGER NOT NULL, User TEXT NOT NULL,
     ClaimedAt TEXT NOT NULL, StartedAt TEXT NOT NULL, DecidedAt TEXT, FinishedAt TEXT,
     Status TEXT, Sha256 TEXT, Verdict TEXT, Files TEXT
   ) WITHOUT ROWID;
   CREATE INDEX RunByType ON Run (Type, Id);
   CREATE INDEX RunByState ON Run (State, Id);
   CREATE INDEX RunByContent ON Run (Sha256);
   CREATE TABLE RunIssue (
     Run TEXT NOT NULL, SheetNumber INTEGER NOT NULL, Row INTEGER NOT NULL, Number INTEGER NOT NULL,
     Code TEXT NOT NULL, Severity TEXT NOT NULL, Sheet TEXT, "Column" TEXT, Value TEXT,
     Message TEXT NOT NULL, PRIMARY KEY (Run, SheetNumber, Row, Number)
   ) WITHOUT ROWID;
   CREATE TABLE CTL_AUDIT_LOG (
     AUDIT_KEY INTEGER PRIMARY KEY, RUN TEXT NOT NULL, TYPE TEXT NOT NULL, TIME TEXT NOT NULL,
     CREATED INTEGER NOT NULL, UPDATED INTEGER NOT NULL, DELETED INTEGER NOT NULL
   );
   CREATE TABLE Tombstone (
     AuditKey INTEGER NOT NULL, Dataset TEXT NOT NULL, RecordId INTEGER NOT NULL,
     ExternalId TEXT, Key TEXT, PRIMARY KEY (AuditKey, Dataset, RecordId)
   ) WITHOUT ROWID;
   CREATE TABLE DatasetTable (Name TEXT PRIMARY KEY, LastId INTEGER NOT NULL) WITHOUT ROWID;`,
  // A run of an export is one document; what is searched for is read out of it.
  `CREATE TABLE ExportRun (
     Id TEXT PRIMARY KEY, Run TEXT NOT NULL,
     Job TEXT NOT NULL AS (Run ->> 'job'), State TEXT NOT NULL AS (Run ->> 'state'),
     Artifact TEXT NOT NULL AS (Run ->> 'artifact'), ExpiresAt TEXT AS (Run ->> 'expiresAt'),
     FinishedAt TEXT AS (Run ->> 'finishedAt')
   );
   CREATE INDEX ExportRunByJob ON ExportRun (Job, Id);
   CREATE INDEX ExportRunByState ON ExportRun (State, Id);
   CREATE INDEX ExportRunByArtifact ON ExportRun (Artifact, ExpiresAt);
   CREATE UNIQUE INDEX ExportRunGoingOn ON ExportRun (Job) WHERE State = 'InProgress';
   CREATE TABLE DueRecord (
     Number INTEGER PRIMARY KEY, Job TEXT NOT NULL, DueAt TEXT NOT NULL, LastDueAt TEXT,
     Count INTEGER NOT NULL, Outcome TEXT NOT NULL, Reason TEXT NOT NULL, Run TEXT
   );
   CREATE INDEX DueRecordByJob ON DueRecord (Job, DueAt);
   CREATE TABLE ExportMark (
     Job TEXT PRIMARY KEY, AccountedTo TEXT, AuditKey INTEGER
   ) WITHOUT ROWID;`,
  `ALTER TABLE ExportRun ADD COLUMN Line TEXT NOT NULL AS (coalesce(Run ->> 'line', 'export'));`,
  // What has ended is noted by the transaction that ends it, so that no notice can be missed.
  `CREATE TABLE Message (
     Number INTEGER PRIMARY KEY, Id TEXT NOT NULL UNIQUE, Key TEXT NOT NULL UNIQUE,
     Message TEXT NOT NULL, State TEXT NOT NULL AS (Message ->> 'state'),
     NextTryAt TEXT NOT NULL AS (Message ->> 'nextTryAt'),
     Topic TEXT NOT NULL AS (Message ->> 'topic')
   );
   CREATE INDEX MessageByState ON Message (State, NextTryAt);
   CREATE TABLE NoticeMemory (Name TEXT PRIMARY KEY, Value TEXT NOT NULL) WITHOUT ROWID;
   CREATE TABLE EndedWork (Number INTEGER PRIMARY KEY, Kind TEXT NOT NULL, Ref TEXT NOT NULL);
   CREATE TRIGGER ImportEnded AFTER UPDATE OF State ON Run
     WHEN NEW.State = 'Archived' AND OLD.State <> 'Archived'
     BEGIN INSERT INTO EndedWork (Kind, Ref) VALUES ('import', NEW.Id); END;
   CREATE TRIGGER ExportEnded AFTER UPDATE OF Run ON ExportRun
     WHEN OLD.Run ->> 'finishedAt' IS NULL AND NEW.Run ->> 'finishedAt' IS NOT NULL
     BEGIN INSERT INTO EndedWork (Kind, Ref) VALUES ('export', NEW.Id); END;
   CREATE TRIGGER InstantLeftOut AFTER INSERT ON DueRecord
     WHEN NEW.Outcome IN ('missed', 'skipped')
     BEGIN INSERT INTO EndedWork (Kind, Ref) VALUES ('due', NEW.Number); END;`,
  // Marks of deltas are of one source each; those of before are all of the Info Mart.
  `ALTER TABLE ExportMark ADD COLUMN Source TEXT;
   UPDATE ExportMark SET Source = 'info-mart' WHERE AuditKey IS NOT NULL;`,
  // What the table of a client holds, as JSON: columns that a definition has lost are in it, too.
  `CREATE TABLE DatabaseTable (Name TEXT PRIMARY KEY COLLATE NOCASE, Definition TEXT NOT NULL)
     WITHOUT ROWID;`,
  // What fetches took, so that a file that stays where it is isn't imported again.
  `CREATE TABLE FetchedVersion (
     Job TEXT NOT NULL, Path TEXT NOT NULL, SizeBytes INTEGER NOT NULL, ModifiedAt TEXT NOT NULL,
     PRIMARY KEY (Job, Path)
   ) WITHOUT ROWID;`,
  // What campaigns and customers live through; their states stand in their records.
  `CREATE TABLE CampaignLife (
     Campaign INTEGER PRIMARY KEY, Run TEXT, File TEXT, Sha256 TEXT, CreatedAt TEXT NOT NULL,
     StartedAt TEXT, EndedAt TEXT, Ended TEXT, Reason TEXT, Stopping INTEGER NOT NULL DEFAULT 0,
     ExportedAt TEXT, Files TEXT, Headings TEXT
   );
   CREATE TABLE CampaignLease (
     Lease TEXT PRIMARY KEY, Customer INTEGER NOT NULL UNIQUE, Campaign INTEGER NOT NULL,
     Until TEXT NOT NULL, Dialler TEXT NOT NULL, AttemptNo INTEGER NOT NULL, Phone TEXT NOT NULL,
     PhoneIndex INTEGER NOT NULL, TakenAt TEXT NOT NULL, BegunAt TEXT
   ) WITHOUT ROWID;
   CREATE INDEX CampaignLeaseByCampaign ON CampaignLease (Campaign);
   CREATE INDEX CampaignLeaseByUntil ON CampaignLease (Until);
   CREATE TABLE CampaignAttempt (
     Id INTEGER PRIMARY KEY, Campaign INTEGER NOT NULL, Customer INTEGER NOT NULL,
     ExternalId TEXT NOT NULL, AttemptNo INTEGER NOT NULL, Phone TEXT NOT NULL,
     PhoneIndex INTEGER NOT NULL, StartTime TEXT NOT NULL, AnswerTime TEXT, EndTime TEXT,
     CallResult TEXT NOT NULL, Dialled INTEGER NOT NULL, Agent TEXT, ConversationId TEXT,
     NextAction TEXT NOT NULL, RedialAt TEXT, Note TEXT, Answers TEXT, Lease TEXT, Dialler TEXT,
     Late INTEGER NOT NULL, RecordedAt TEXT NOT NULL
   );
   CREATE INDEX CampaignAttemptByCampaign ON CampaignAttempt (Campaign, Dialled, Id);
   CREATE INDEX CampaignAttemptByCustomer ON CampaignAttempt (Customer);`,
  // A campaign is told of once its files are there.
  `CREATE TRIGGER CampaignEnded AFTER UPDATE OF ExportedAt ON CampaignLife
     WHEN OLD.ExportedAt IS NULL AND NEW.ExportedAt IS NOT NULL
     BEGIN INSERT INTO EndedWork (Kind, Ref) VALUES ('campaign', NEW.Campaign); END;`,
  // Who left customers of a campaign out, and took them back.
  `CREATE TABLE CustomerAction (
     Id INTEGER PRIMARY KEY, Campaign INTEGER NOT NULL, Customer INTEGER NOT NULL,
     ExternalId TEXT NOT NULL, Action TEXT NOT NULL, User TEXT NOT NULL, At TEXT NOT NULL
   );
   CREATE INDEX CustomerActionByCustomer ON CustomerAction (Customer, Id);`,
];

/** Names of the tables and indexes of the ledger. */
export function ledgerTables(): readonly string[] {
  const created = /CREATE (?:TABLE|(?:UNIQUE )?INDEX) (\w+)/g;
  const own = MIGRATIONS.flatMap((sql) => [...sql.matchAll(created)].map(([, name = ""]) => name));
  return [...own, ...CAMPAIGN_INDEXES];
}

/**
 * Brings the ledger up to date. Runs inside the caller's transaction, and so does the version
 * number: whoever dies half-way leaves the former version whole.
 * @throws {OperatorError} S002 when a newer program wrote the store.
 */
export function migrateLedger(db: Database, migrations: readonly string[] = MIGRATIONS): void {
  const version = Number(db.value("PRAGMA user_version"));
  if (version > migrations.length) {
    throw new OperatorError(
      "S002",
      `The store has version ${version}; this program knows up to ${migrations.length}.`,
      { hint: "Start the newer program again, or restore the backup made before it." },
    );
  }
  for (const sql of migrations.slice(version)) db.exec(sql);
  if (version < migrations.length) db.exec(`PRAGMA user_version = ${migrations.length}`);
}
