/** What each call result means, in a sentence for people: the column CallResultText. */
import type { CallResult } from "../../dialling/call-results.ts";

export const RESULT_TEXTS: Readonly<Record<CallResult, string>> = {
  Successful: "The customer was reached and the aim of the call was met",
  Refusal: "The customer was reached and declined",
  "Hang up": "The customer hung up",
  "Wrong person": "Somebody else answered, and the customer is not to be reached here",
  "Auto-attendant": "A switchboard machine answered",
  "Agent rejected": "The agent closed the customer without a call",
  "Answering machine": "An answering machine or voice mail answered",
  Busy: "The line was busy",
  "No answer": "Nobody answered",
  Redial: "A later call was agreed or asked for",
  "Instant redial": "The call was to be repeated at once",
  Skip: "The agent passed the customer over for now",
  "Bad address": "The number does not exist or can't be called",
  Fax: "A fax machine answered",
  Modem: "A modem answered",
  Unknown: "What came of the call is not known",
  "Wrong number": "The number belongs to somebody else",
};
