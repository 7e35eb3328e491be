/** Mails in the store: documents, and what is asked and changed of them. */
import { UsageError } from "../../../core/errors.ts";
import type { Message, MessageFilter, MessageState, Notices } from "../../outbox.ts";
import { LIMIT, type Database, type SqlRow, type SqlValue } from "../database.ts";

const USUAL_MESSAGES = 100;
const MOST_MESSAGES = 1_000;

export function readMessages(db: Database, filter: MessageFilter): readonly Message[] {
  const { states, due, limit = USUAL_MESSAGES } = filter;
  const conditions: string[] = [];
  const values: SqlValue[] = [];
  if (states) {
    conditions.push(`State IN (${states.map(() => "?").join(", ")})`);
    values.push(...states);
  }
  if (due) {
    conditions.push("(NextTryAt <= ? OR NextTryAt > ?)");
    values.push(due.at, due.orAfter);
  }
  const where = conditions.length > 0 ? `WHERE ${conditions.join(" AND ")}` : "";
  const order = due ? "" : "DESC";
  const most = Math.min(Math.max(0, Math.trunc(limit)), MOST_MESSAGES);
  return db
    .statement(`SELECT Message FROM Message ${where} ORDER BY Number ${order} ${LIMIT}`)
    .all(...values, most)
    .map(messageOf);
}

export function waitingTopics(db: Database): readonly string[] {
  return db
    .statement("SELECT DISTINCT Topic FROM Message WHERE State = 'Waiting'")
    .all()
    .map(([topic]) => String(topic));
}

export function noticeMemory(db: Database, name: string): string | undefined {
  const value = db.value("SELECT Value FROM NoticeMemory WHERE Name = ?", name);
  return value === null ? undefined : String(value);
}

export function settleNotices(db: Database, { lookedTo, messages, memory }: Notices): void {
  db.transaction(() => {
    const queue = db.statement(
      "INSERT INTO Message (Id, Key, Message) VALUES (?, ?, ?) ON CONFLICT (Key) DO NOTHING",
    );
    for (const one of messages) queue.run(one.id, one.key, JSON.stringify(one));
    const remember = db.statement(
      `INSERT INTO NoticeMemory (Name, Value) VALUES (?, ?)
       ON CONFLICT DO UPDATE SET Value = excluded.Value`,
    );
    for (const [name, value] of Object.entries(memory)) remember.run(name, value);
    db.statement("DELETE FROM EndedWork WHERE Number <= ?").run(lookedTo);
  });
}

/** @throws {UsageError} N011, S009 */
export function changeMessage(
  db: Database,
  id: string,
  from: readonly MessageState[],
  change: Partial<Omit<Message, "id" | "key">>,
): Message {
  return db.transaction(() => {
    const row = db.statement("SELECT Message FROM Message WHERE Id = ?").get(id);
    if (!row) throw new UsageError("S009", `There is no mail ${id}.`);
    const message = messageOf(row);
    if (!from.includes(message.state)) {
      const text = `Mail ${id} is ${message.state}; this needs one that is ${from.join(" or ")}.`;
      throw new UsageError("N011", text, { details: { state: message.state } });
    }
    const changed: Message = { ...message, ...change };
    db.statement("UPDATE Message SET Message = ? WHERE Id = ?").run(JSON.stringify(changed), id);
    return changed;
  });
}

export function forgetMessages(db: Database, queuedBefore: string): number {
  return db.transaction(
    () =>
      db
        .statement("DELETE FROM Message WHERE State <> 'Waiting' AND Message ->> 'queuedAt' < ?")
        .run(queuedBefore).changes,
  );
}

function messageOf([message]: SqlRow): Message {
  return JSON.parse(String(message)) as Message;
}
