/** Mails of an outbox in tests. */
import { newRunId } from "../../src/core/ids.ts";
import type { Message } from "../../src/store/outbox.ts";

const AT = "2026-03-04T01:00:00.000Z";

export function message(more: Partial<Message> = {}): Message {
  const id = newRunId(new Date(AT));
  const to = more.to ?? ["ops@example.com"];
  return {
    ...{ id, key: `report:${id}`, topic: "job:1", to, open: to },
    ...{ subject: "[failed] Night", text: "text", html: "<p>html</p>", state: "Waiting" },
    ...{ queuedAt: AT, attempts: 0, nextTryAt: AT, refused: [] },
    ...more,
  };
}
