/** Subjects and bodies of the mails, from the templates: pure. */
import { duration } from "../core/amounts.ts";
import { logStamp } from "../core/zone.ts";
import { oneLine, render, type View } from "./render.ts";
import { codeView } from "./report-views.ts";
import type { RunNotice } from "./run-notice.ts";
import type { Entry, TopicState } from "./silence.ts";
import type { MailTemplates, TemplateName } from "./templates.ts";

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

export interface MailTexts {
  /** `2026-03-04 02:00 Europe/Rome` */
  readonly local: (instant: string) => string;
  readonly report: (notice: RunNotice, view: View) => MailText;
  /** The first success after a problem. */
  readonly over: (notice: RunNotice, view: View) => MailText;
  /** A campaign has ended. */
  readonly campaign: (notice: RunNotice, view: View) => MailText;
  readonly digest: (topic: TopicState, mode: "always" | "problems") => MailText;
  readonly alarm: (topic: TopicState, code: string) => MailText;
  /** @param sent when, from which server, through which mail server. */
  readonly test: (sent: TestMail) => MailText;
}

export interface TestMail {
  readonly at: string;
  readonly server: string;
  readonly mailServer: string;
}

/** @param zone IANA name: all times are shown in it, with its name. */
export function createMailTexts(templates: MailTemplates, zone: string): MailTexts {
  const local = (instant: string): string =>
    `${logStamp(new Date(instant), zone).slice(0, 16)} ${zone}`;
  const both = (name: TemplateName, subject: string, view: View): MailText => {
    const whole = { ...view, subject };
    return {
      subject: oneLine(subject),
      // Sections that are not there leave their distance behind.
      text: render(templates[name].text, whole, "text").replace(/\n{3,}/g, "\n\n"),
      html: render(templates[name].html, whole, "html"),
    };
  };
  const report = (notice: RunNotice, view: View, label: string): MailText => {
    const head = headView(notice, local);
    const subject = `[${label}] ${notice.title} ${local(notice.startedAt)}`;
    return both("report", subject, { ...head, label, ...view });
  };
  const list = (topic: TopicState): View => ({
    entries: topic.gathered.map((entry) => entryView(entry, local)),
    more: topic.gatheredCount - topic.gathered.length,
    hasMore: topic.gatheredCount > topic.gathered.length,
    count: topic.gatheredCount,
    title: topic.title,
    areRuns: topic.gathered.some(({ run }) => run !== undefined),
  });
  return {
    local,
    report: (notice, view) => report(notice, view, notice.label),
    over: (notice, view) => report(notice, view, "ok again"),
    campaign: (notice, view) => {
      const { label, title, finishedAt } = notice;
      const subject = `[${label}] ${title} ${local(finishedAt)}`;
      return both("campaign", subject, { ...headView(notice, local), ...view });
    },
    digest: (topic, mode) => {
      const last = topic.gathered.at(-1)?.at ?? "";
      const label = digestLabel(topic, mode);
      return both("digest", `[${label}] ${topic.title} ${local(last)}`, {
        ...list(topic),
        label,
        isOver: mode === "problems" && !topic.isOpen,
      });
    },
    test: ({ at, server, mailServer }) => {
      const subject = `[test] Quayside on ${server} ${local(at)}`;
      return both("test", subject, { at: local(at), server, mailServer });
    },
    alarm: (topic, code) => {
      const [first] = topic.gathered;
      const others = topic.gatheredCount - 1;
      const tail = others > 0 ? ` and ${others} more` : "";
      const subject = `[alarm] ${first?.line ?? topic.title}${tail}`;
      return both("alarm", subject, { ...list(topic), ...codeView(code) });
    },
  };
}

function headView(notice: RunNotice, local: (instant: string) => string): View {
  const { run, title, label, startedAt, finishedAt } = notice;
  const tookMs = Math.max(0, Date.parse(finishedAt) - Date.parse(startedAt));
  const times = { started: local(startedAt), finished: local(finishedAt) };
  return { run, title, label, ...times, took: duration(tookMs) };
}

function digestLabel(topic: TopicState, mode: "always" | "problems"): string {
  const { gatheredProblems: problems, gatheredCount } = topic;
  if (mode === "always") return `${gatheredCount} runs, ${problems} with problems`;
  if (!topic.isOpen) return `ok again after ${problems} problems`;
  return problems === 1 ? "1 more problem" : `${problems} more problems`;
}

function entryView({ at, label, line, run }: Entry, local: (instant: string) => string): View {
  return { at: local(at), label, line, run };
}
