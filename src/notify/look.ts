/** One look: from what has ended and what is wrong to the mails that tell it. Nothing is changed here. */
import { createHash } from "node:crypto";
import { newRunId } from "../core/ids.ts";
import type { EndedWork, Message, Notices } from "../store/outbox.ts";
import { addIncidents, compareConditions, type AlarmState, type Incident } from "./alarms.ts";
import { CAMPAIGN_TYPE, campaignNotice, campaignView } from "./campaign-report.ts";
import type { NoticeDeps } from "./deps.ts";
import { exportView } from "./export-report.ts";
import { fetchedFor, NEWEST_FETCHES } from "./fetched-for.ts";
import { incidentOf } from "./incidents.ts";
import type { MailText } from "./mail-texts.ts";
import { exportNotice, importNotice, type RunNotice } from "./run-notice.ts";
import { gatherImport, type GatheredReport } from "./run-report.ts";
import {
  digested,
  gather,
  isDigestDue,
  isForgotten,
  newTopic,
  tell,
  type Entry,
  type TopicState,
} from "./silence.ts";
import { isOneOf } from "./type-patterns.ts";

export interface NoticeMemory {
  readonly topics: Readonly<Record<string, TopicState>>;
  readonly alarms: AlarmState;
}

export interface Looked {
  /** Undefined: there is nothing to commit. */
  readonly notices: Notices | undefined;
  readonly memory: NoticeMemory;
  readonly isMore: boolean;
}

const MOST_ENDED = 200;

/** @param isComparing whether it is time to look at what is wrong, too. */
export async function lookAround(
  deps: NoticeDeps,
  before: NoticeMemory,
  isComparing: boolean,
): Promise<Looked> {
  const ended = await deps.store.endedWork(MOST_ENDED);
  const look = new Look(deps, before, new Set(await deps.store.waitingTopics()));
  for (const one of ended) await look.take(one);
  if (isComparing) await look.compare();
  look.flush();
  const memory = { topics: look.topics(), alarms: look.alarms };
  const changed = changedTexts(before, memory);
  const lookedTo = ended.at(-1)?.number ?? 0;
  const isIdle =
    ended.length === 0 && look.messages.length === 0 && Object.keys(changed).length === 0;
  const notices = isIdle ? undefined : { lookedTo, messages: look.messages, memory: changed };
  return { notices, memory, isMore: ended.length === MOST_ENDED };
}

function changedTexts(before: NoticeMemory, after: NoticeMemory): Readonly<Record<string, string>> {
  const texts: Record<string, string> = {};
  for (const name of ["topics", "alarms"] as const) {
    const text = JSON.stringify(after[name]);
    if (text !== JSON.stringify(before[name])) texts[name] = text;
  }
  return texts;
}

/** Holds what one look has come to so far. */
class Look {
  readonly #deps: NoticeDeps;
  readonly #now: Date;
  readonly #topics: Map<string, TopicState>;
  readonly #waiting: Set<string>;
  readonly messages: Message[] = [];
  alarms: AlarmState;

  constructor(deps: NoticeDeps, before: NoticeMemory, waiting: Set<string>) {
    this.#deps = deps;
    this.#now = deps.clock.now();
    this.#topics = new Map(Object.entries(before.topics));
    this.#waiting = waiting;
    this.alarms = before.alarms;
  }

  topics(): Readonly<Record<string, TopicState>> {
    const kept = [...this.#topics].filter(([, topic]) => !isForgotten(topic, this.#now));
    return Object.fromEntries(kept);
  }

  async take(ended: EndedWork): Promise<void> {
    const isReported = this.#isReported(ended);
    const notice = isReported ? await this.#noticeOf(ended) : undefined;
    if (notice) await this.#report(ended, notice);
    const { jobOf, texts } = this.#deps;
    const incident = incidentOf(ended, { jobOf, local: texts.local, isReported });
    if (incident) this.#raise(incident);
  }

  /** Raises what is wrong now and was not before. */
  async compare(): Promise<void> {
    const { conditions, log } = this.#deps;
    const wrong = await conditions(new Set(Object.keys(this.alarms.active)));
    const { state, raised, ended } = compareConditions(this.alarms, wrong, this.#now);
    this.alarms = addIncidents(state, [], this.#now);
    for (const { code, message } of raised) this.#alarm({ code, message });
    for (const { code, message } of ended) {
      log.info({ event: "alarm.ended", code }, `over: ${message}`);
    }
  }

  /** Queues the digests that are due. */
  flush(): void {
    const { mail, texts } = this.#deps;
    if (!mail) return;
    for (const [name, topic] of this.#topics) {
      if (this.#waiting.has(name) || !isDigestDue(topic, this.#now)) continue;
      const [, code] = /^alarm:(\w+):/.exec(name) ?? [];
      const mode = mail.when === "always" ? "always" : "problems";
      const text = code === undefined ? texts.digest(topic, mode) : texts.alarm(topic, code);
      this.#queue({ name, topic, key: `digest:${name}:${this.#now.toISOString()}`, text });
      this.#topics.set(name, digested(topic, this.#now));
    }
  }

  #isReported(ended: EndedWork): boolean {
    const { mail } = this.#deps;
    if (!mail || mail.when === "never") return false;
    if (ended.kind === "export") return true;
    if (ended.kind === "campaign") return isOneOf(CAMPAIGN_TYPE, mail.types);
    if (ended.kind !== "import" || !ended.run.verdict) return false;
    return isOneOf(ended.run.type, mail.types);
  }

  async #report(ended: EndedWork, notice: RunNotice): Promise<void> {
    const { mail } = this.#deps;
    if (!mail || mail.when === "never") return;
    const { topic: name, title, run, label, weight, line, finishedAt: at } = notice;
    const to = notice.notify ?? mail.to;
    const known = this.#topics.get(name);
    const { topicTitle = title } = notice;
    const entry: Entry = {
      ...{ at, label, weight, line },
      // A campaign is looked up by its name, which the line begins with.
      ...(ended.kind === "campaign" ? {} : { run }),
    };
    const mode = notice.isMeans ? "problems" : mail.when;
    const situation = { now: this.#now, mode, isWaiting: this.#waiting.has(name) };
    const { topic, act } = tell(
      { ...(known ?? newTopic(topicTitle, to)), title: topicTitle, to },
      entry,
      situation,
    );
    this.#topics.set(name, topic);
    if (act !== "report" && act !== "over") return;
    const { view, ...rest } = await this.#gatherReport(ended);
    const kind = ended.kind === "campaign" ? "campaign" : act;
    const text = this.#deps.texts[kind](notice, view);
    this.#queue({ name, topic, key: `${act}:${run}`, text, ...rest });
  }

  async #noticeOf(ended: EndedWork): Promise<RunNotice | undefined> {
    if (ended.kind === "export") return exportNotice(ended.run);
    if (ended.kind === "campaign") return campaignNotice(ended.campaign);
    if (ended.kind !== "import" || !ended.run.verdict) return undefined;
    const notice = importNotice(ended.run, ended.run.verdict);
    const fetches = await this.#deps.store.exports({ line: "fetch", limit: NEWEST_FETCHES });
    const notify = fetchedFor(fetches, ended.run);
    return notify ? { ...notice, notify } : notice;
  }

  async #gatherReport(ended: EndedWork): Promise<GatheredReport> {
    if (ended.kind === "export") return { view: exportView(ended.run, this.#deps.texts.local) };
    if (ended.kind === "campaign") {
      return { view: campaignView(ended.campaign, this.#deps.campaignFolder) };
    }
    if (ended.kind !== "import" || !ended.run.verdict) return { view: {} };
    return await gatherImport(this.#deps, ended.run, ended.run.verdict);
  }

  #raise(incident: Incident): void {
    this.alarms = addIncidents(this.alarms, [incident], this.#now);
    this.#alarm(incident);
  }

  /** Into the log at once, and into the digest of alarms of its kind. */
  #alarm({ code, message, notify, isReported }: Incident): void {
    const { log, mail } = this.#deps;
    log.warn({ event: "alarm.raised", code }, message);
    if (!mail || isReported) return;
    const to = notify ?? mail.to;
    const name = `alarm:${code}:${fingerprint(to)}`;
    const topic = this.#topics.get(name) ?? newTopic(code, to);
    const entry = { at: this.#now.toISOString(), label: code, weight: "problem", line: message };
    const gathered = gather(topic, { ...entry, weight: "problem" }).topic;
    // An alarm has no end of its own that would be told.
    this.#topics.set(name, { ...gathered, isOpen: false });
  }

  #queue(draft: {
    readonly name: string;
    readonly topic: TopicState;
    readonly key: string;
    readonly text: MailText;
    readonly attachment?: Message["attachment"];
  }): void {
    const { name, topic, key, text, attachment } = draft;
    const queuedAt = this.#now.toISOString();
    this.#waiting.add(name);
    this.messages.push({
      id: newRunId(this.#now),
      key: `${key}:${fingerprint(topic.to)}`,
      topic: name,
      to: topic.to,
      ...text,
      ...(attachment ? { attachment } : {}),
      ...{ state: "Waiting", queuedAt, attempts: 0, nextTryAt: queuedAt },
      open: topic.to,
      refused: [],
    });
  }
}

/** The same people, in whatever order, are one set. */
function fingerprint(to: readonly string[]): string {
  return createHash("sha256")
    .update([...to].sort().join("\n"))
    .digest("hex")
    .slice(0, 12);
}
