/** The step that checks a file: its rows become values in the order of the feed, or issues. */
import { InputError } from "../core/errors.ts";
import { checkCampaignFile, isCampaignType } from "../datasets/check-campaign-file.ts";
import type { CheckContext } from "../datasets/check-context.ts";
import { noCheckedRows, rowsMessage } from "../datasets/checked-rows.ts";
import { checkSheet } from "../datasets/check-sheet.ts";
import { type ChosenSheet, chooseSheets, hiddenSheets } from "../datasets/choose-sheets.ts";
import type { RowIssue } from "../core/issue.ts";
import type { RowSource } from "../formats/rows.ts";
import type { ImportTypeSpec } from "../store/dataset-spec.ts";
import type { FeedMessage } from "../store/feed.ts";

export type ValidateContext = CheckContext;

/**
 * The whole feed of a file: `start`, then `sheet` and `rows`, then `end`; or `refused` when the
 * file as a whole is wrong. Errors that are not the file's are thrown.
 */
export async function* validateRows(
  type: ImportTypeSpec,
  source: RowSource,
  context: ValidateContext,
): AsyncGenerator<FeedMessage> {
  let hasStarted = false;
  try {
    const plan = planOf(type, source, context);
    yield startMessage(source, plan.notes);
    hasStarted = true;
    yield* plan.messages;
    yield { kind: "end" };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    if (!hasStarted) yield startMessage(source, []);
    const { code, message, hint } = error;
    yield { kind: "refused", code, message, ...(hint === undefined ? {} : { hint }) };
  }
}

interface Plan {
  readonly notes: readonly string[];
  readonly messages: AsyncGenerator<FeedMessage>;
}

function planOf(type: ImportTypeSpec, source: RowSource, context: ValidateContext): Plan {
  if (source.format === "ics" && !isCalendarType(type)) {
    throw new InputError(
      "F003",
      `Calendars (.ics) are for the type Calendar, not for ${type.type}.`,
    );
  }
  if (isCampaignType(type)) {
    return {
      notes: hiddenSheets(source.sheets),
      messages: checkCampaignFile(type, source, context),
    };
  }
  const { chosen, notes, issues } = chooseSheets(type, source.sheets, context.fileName);
  return {
    notes: [...notes, ...replacements(chosen)],
    messages: checkSheets(chosen, issues, source, context),
  };
}

function isCalendarType({ sheets }: ImportTypeSpec): boolean {
  return sheets.length === 1 && sheets[0]?.dataset.name === "Calendar";
}

async function* checkSheets(
  chosen: readonly ChosenSheet[],
  issues: readonly RowIssue[],
  source: RowSource,
  context: ValidateContext,
): AsyncGenerator<FeedMessage> {
  let isFirst = true;
  for (const { spec, index } of chosen) {
    const messages = checkSheet({
      dataset: spec.dataset,
      sheet: source.read(index),
      context,
      bytesRead: () => source.bytesRead(),
      mayBeEmpty: chosen.length > 1,
    });
    for await (const message of messages) {
      yield message;
      if (isFirst && message.kind === "sheet" && issues.length > 0) {
        yield rowsMessage({ ...noCheckedRows(), issues: [...issues] }, source.bytesRead());
        isFirst = false;
      }
    }
  }
}

function startMessage(source: RowSource, notes: readonly string[]): FeedMessage {
  const { sha256, bytes, format } = source;
  return { kind: "start", sha256, bytes, format, notes: [...source.notes, ...notes] };
}

/** Said in the log, since it is not what an import of single records does. */
function replacements(chosen: readonly ChosenSheet[]): readonly string[] {
  return chosen
    .filter(({ spec }) => spec.dataset.group)
    .map(
      ({ spec }) =>
        `Each record of ${spec.dataset.name} in the file replaces all entries that it had before.`,
    );
}
