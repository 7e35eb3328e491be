/** The part of the registry that belongs to jobs, exports and publication (see core/codes.ts). */
import type { CodeEntry } from "./code-entry.ts";

export const jobs = {
  J001: {
    meaning: "A field of the job is wrong or missing.",
    remedy: "Write it as the message says; `quayside jobs add --help` shows the notation.",
  },
  J002: {
    meaning: "There is no such job.",
    remedy: "Name it by its id or its exact title; `quayside jobs list` shows both.",
  },
  J003: {
    meaning: "The job is in a state that does not allow this.",
    remedy: "Do what the message says first: cancel its run, clone it, or run it again.",
  },
  J004: {
    meaning: "A run of this job is going on already.",
    remedy: "Wait for its end, or cancel it with `quayside jobs cancel`.",
  },
  J005: {
    meaning: "The run is not in a state that allows this.",
    remedy: "Look at it with `quayside history show`.",
  },
  J006: {
    meaning: "Another job has this title.",
    remedy: "Give it another title, or change the existing job with Action=update.",
  },
  J007: {
    meaning: "The schedule has no instant that is ever due.",
    remedy: "Correct Run, From and Until; `quayside jobs next` shows what is due.",
  },
  J008: {
    meaning: "The job catalogue can't be read.",
    remedy: "Restore it from the backup beside it that the message names.",
  },
  J009: {
    meaning: "A due instant was missed.",
    remedy: "Nothing, if the daemon was stopped; catchUp decides whether the latest one runs late.",
  },
  J010: {
    meaning: "There is no source of this name, or it is of another type than the job needs.",
    remedy: "Name one of sources in service.yml: SFTP for File, a database for Table and Query.",
  },
  J011: {
    meaning: "There is no database of this name, or its module is switched off.",
    remedy: "Name a database of config/databases whose module is switched on.",
  },
  J012: {
    meaning: "The campaign is in a state that does not allow this.",
    remedy: "Look at it with `quayside campaigns show`; one that has ended can't be changed.",
  },
  J013: {
    meaning:
      "The call must not be made: the number was blocked, the customer left out, or the lease is gone.",
    remedy: "Do not dial; ask for the next customer.",
  },
} as const satisfies Record<string, CodeEntry>;

export const exporting = {
  E001: {
    meaning: "There is no certificate to encrypt to.",
    remedy: "Give one with `quayside certificate set <file>`.",
  },
  E002: {
    meaning: "The certificate has expired.",
    remedy: "Ask the client for a new one: `quayside certificate set <file>`.",
  },
  E003: {
    meaning: "The certificate is not valid yet.",
    remedy: "Wait until its first day, or use another one.",
  },
  E004: {
    meaning: "The key of the certificate is too weak.",
    remedy: "Use a certificate with an RSA key of 2048 bits or more.",
  },
  E005: {
    meaning: "The key of the certificate is not an RSA key.",
    remedy: "Use a certificate with an RSA key: the client's openssl command can't open others.",
  },
  E006: {
    meaning: "The certificate forbids key encipherment.",
    remedy: "Use a certificate whose key usage contains keyEncipherment, or that has none.",
  },
  E007: {
    meaning: "The certificate file can't be read.",
    remedy: "Give one X.509 certificate as PEM or DER.",
  },
  E008: {
    meaning: "The artifact can't be decrypted with this key.",
    remedy: "Use the private key of one of the certificates that the index file names.",
  },
  E009: {
    meaning: "The artifact is damaged.",
    remedy: "Fetch it again and compare its size and SHA-256 with the index file.",
  },
  E010: {
    meaning: "A volume of the artifact is missing.",
    remedy: "Fetch all volumes that the index file names into one folder.",
  },
  E011: {
    meaning: "The archive holds a name that must not be unpacked.",
    remedy: "Do not trust this file: its names leave the folder that it is unpacked into.",
  },
  E012: {
    meaning: "The certificate expires soon.",
    remedy: "Ask the client for the next one and add it: `quayside certificate set <file> --add`.",
  },
  E013: {
    meaning: "A record does not fit the schema of the export and was left out.",
    remedy: "Correct the record that the message names and import it again.",
  },
  E014: {
    meaning: "A part of the configuration does not fit into a workbook.",
    remedy:
      "Shorten the list that the message names, or leave its sheet out and take it over by hand.",
  },
} as const satisfies Record<string, CodeEntry>;

export const publication = {
  P001: {
    meaning: "The destination or source can't be reached, or the connection broke.",
    remedy: "Nothing; it is tried again. Check host and port if it lasts.",
  },
  P002: {
    meaning: "The destination has no space left.",
    remedy: "Free space there; the upload goes on by itself.",
  },
  P003: {
    meaning: "The server's host key is not known, or has changed.",
    remedy: "Compare the fingerprint with the server's owner and set it as hostKey in service.yml.",
  },
  P004: {
    meaning: "The server refused the login.",
    remedy: "Check username, key and password of the destination or source in service.yml.",
  },
  P005: {
    meaning: "The folder of the destination or source is missing, or not to be read or written.",
    remedy: "Create it, or give the user the right to read, write and rename there.",
  },
  P006: {
    meaning: "Another file has the name at the destination.",
    remedy: "Move that file away; Quayside replaces only what it has published itself.",
  },
  P007: {
    meaning: "What arrived at the destination differs from what was sent.",
    remedy: "Nothing; it is sent again. Check the disk of the destination if it lasts.",
  },
  P008: {
    meaning: "There is no destination of this name.",
    remedy: "Name one of destinations in service.yml.",
  },
  P009: {
    meaning: "The sweep of expired artifacts stopped itself.",
    remedy: "Check the clock and exports.retention; see `quayside artifacts list`.",
  },
  P010: {
    meaning: "The file to fetch was not there by its deadline.",
    remedy: "Ask its sender; run the job again when it is there, or give it a longer Deadline.",
  },
  P011: {
    meaning: "The source has no such table or column, or does not let this user read it.",
    remedy: "Correct Table or Query of the job, or let the database's owner grant SELECT.",
  },
  P012: {
    meaning: "The query is wrong, or does more than reading.",
    remedy: "Correct Query of the job; try it with the database's own client.",
  },
  P013: {
    meaning: "A column of the table or query can't be fetched.",
    remedy: "Leave it out, or convert it to text in a Query.",
  },
  P014: {
    meaning: "The zip to fetch does not hold exactly one data file.",
    remedy: "Ask its sender for one zip for each file.",
  },
  P015: {
    meaning: "What was fetched left the drop folder before it was imported.",
    remedy: "Look who moves files there; run the job again after its file has changed.",
  },
} as const satisfies Record<string, CodeEntry>;
