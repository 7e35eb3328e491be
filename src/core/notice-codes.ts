/** The part of the registry that belongs to notices: alarms and mail (see core/codes.ts). */
import type { CodeEntry } from "./code-entry.ts";

export const notices = {
  N001: {
    meaning: "A job did not run at an instant that it was due.",
    remedy: "Look at `quayside jobs show`; run it by hand where its data are needed.",
  },
  N002: {
    meaning: "No file of the import type has come by the time at which one is expected.",
    remedy: "Ask who sends it; `expect` of the type in service.yml says when it is due.",
  },
  N003: {
    meaning: "A run waited for its file until its deadline.",
    remedy: "Ask who provides the file, then run the job again: `quayside jobs run`.",
  },
  N004: {
    meaning: "A certificate that exports are encrypted to expires soon.",
    remedy: "Ask the client for the next one and add it: `quayside certificate set <file> --add`.",
  },
  N005: {
    meaning: "A dropped file was quarantined: it stopped the import three times.",
    remedy: "Read its .log in History; mend or split the file and drop it again.",
  },
  N006: {
    meaning: "A disk is filling up.",
    remedy: "Free space or shorten history.retention; imports and exports wait on a full disk.",
  },
  N007: {
    meaning: "Automatic imports are off, because their user lacks rights.",
    remedy: "Give the user of automaticImport the rights import and campaigns (A001).",
  },
  N008: {
    meaning: "Expired exports are not deleted: the sweep stopped itself.",
    remedy: "Check the clock and exports.retention; see `quayside artifacts list` (P009).",
  },
  N009: {
    meaning: "A dropped file has been waiting for more than an hour.",
    remedy: "See `quayside status` for the reason.",
  },
  N010: {
    meaning: "The mail server can't be reached, or refuses for the moment.",
    remedy: "Nothing; it is tried again for three days. Check mail.url if it lasts.",
  },
  N011: {
    meaning: "The mail is not in a state that allows this.",
    remedy: "See `quayside mail list`; only mails that wait or were given up can be sent again.",
  },
  N012: {
    meaning: "The mail server refused the login or the encryption.",
    remedy: "Check user, password and certificate (mail.urlFile, mail.ca); see `quayside doctor`.",
  },
  N013: {
    meaning: "The mail server refused a mail or one of its recipients for good.",
    remedy: "Check mail.from and the addresses that the message names.",
  },
  N014: {
    meaning: "A mail could not be sent within three days and was given up.",
    remedy: "Mend what its error says, then `quayside mail retry`.",
  },
  N015: {
    meaning: "No mail server is set.",
    remedy: "Set mail.url or mail.urlFile, mail.from and mail.to in service.yml.",
  },
  N016: {
    meaning: "The files of a campaign that has ended do not come into Export.",
    remedy:
      "See the log for the reason (disk, permissions); they come by themselves once it is mended.",
  },
  N017: {
    meaning: "The certificate that diallers are shown expires soon, or can't be used any more.",
    remedy: "Renew console.certificate and console.key; the daemon takes them within a minute.",
  },
} as const satisfies Record<string, CodeEntry>;
