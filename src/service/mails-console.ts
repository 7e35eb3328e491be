/** What the console is told of mails and warnings, and may do with them. */
import type { MailsConsole, MailView } from "../console/mails-console.ts";
import type { Clock } from "../core/clock.ts";
import type { Warning } from "../notify/alarms.ts";
import type { MailSender } from "../notify/outbox.ts";
import type { Message, Outbox } from "../store/outbox.ts";

export interface MailsParts {
  readonly clock: Clock;
  readonly outbox: Pick<Outbox, "messages" | "changeMessage">;
  readonly warnings: () => readonly Warning[];
  /** Undefined: no mail is sent. */
  readonly sender: MailSender | undefined;
}

/** Mails that are put back at most in one go. */
const MOST = 1_000;
/** Waiting mails among which one that was refused is looked for. */
const SEEN = 100;
const UNSENT = ["Waiting", "GivenUp"] as const;

export function mailsConsole({ clock, outbox, warnings, sender }: MailsParts): MailsConsole {
  return {
    warnings: async () => {
      const known = warnings();
      const [lost] = await outbox.messages({ states: ["GivenUp"], limit: 1 });
      const waiting = await outbox.messages({ states: ["Waiting"], limit: SEEN });
      // A server that is away is told once, not for each mail.
      const delayed = sender?.fault() ? undefined : waiting.find(({ attempts }) => attempts > 0);
      return [...known, ...(delayed ? [held(delayed)] : []), ...(lost ? [givenUp(lost)] : [])];
    },
    list: async (state, limit) => {
      const found = await outbox.messages({ ...(state ? { states: [state] } : {}), limit });
      return found.map(viewOf);
    },
    retry: async (id) => {
      const chosen =
        id === undefined
          ? (await outbox.messages({ states: UNSENT, limit: MOST })).map((one) => one.id)
          : [id];
      const now = clock.now().toISOString();
      const changed: MailView[] = [];
      for (const one of chosen) {
        // Its three days begin again.
        const change = { state: "Waiting", queuedAt: now, nextTryAt: now } as const;
        changed.push(viewOf(await outbox.changeMessage(one, UNSENT, change)));
      }
      sender?.nudge();
      return changed;
    },
  };
}

function viewOf({ text: _text, html: _html, ...view }: Message): MailView {
  return view;
}

function held({ subject, attempts, lastError = "not taken", queuedAt }: Message): Warning {
  const tries = attempts === 1 ? "one try" : `${attempts} tries`;
  const message = `the mail "${subject}" waits after ${tries}: ${lastError}`;
  return { code: "N013", message, since: queuedAt };
}

function givenUp({ subject, lastError = "not taken", nextTryAt }: Message): Warning {
  const message = `the mail "${subject}" and perhaps others were given up: ${lastError}`;
  return { code: "N014", message, since: nextTryAt };
}
