/** The settings as they are written: generated from schemas/service.schema.json by `npm run schemas`. */

/**
 * A size: a number of bytes, or with unit: 512KiB, 200MB, 2GiB.
 */
export type Size = string | number;

/**
 * The settings of the service: service.yml and the QUAYSIDE_ variables of the environment.
 */
export interface ServiceSettings {
  /**
   * The exchange folder.
   */
  folder?: string;
  /**
   * First half of the name of the server folder; the host name by default.
   */
  server?: string;
  /**
   * Second half of the name of the server folder; BJS by default.
   */
  virtualUnit?: string;
  /**
   * IANA name of the time zone of names, logs and local times; the system's by default.
   */
  timeZone?: string;
  /**
   * A store: sqlite:<path>.
   */
  store?: string;
  /**
   * File of the job catalogue.
   */
  catalogue?: string;
  /**
   * Folder of the definitions of databases; config/databases by default, beside this file or of the program.
   */
  databases?: string;
  automaticImport?: AutomaticImport;
  /**
   * Who may do what; imports run as one of them.
   */
  users?: User[];
  exports?: Exports;
  /**
   * Where finished exports go, by name.
   */
  destinations?: {
    [k: string]: Destination;
  };
  /**
   * Where exports and exchange modules read, by name.
   */
  sources?: {
    [k: string]: Source;
  };
  mail?: Mail;
  console?: Console;
  campaigns?: Campaigns;
  history?: History;
  log?: Log;
  /**
   * How long running imports may take to come to an end when the service stops.
   */
  shutdown?: string;
}
/**
 * The import of dropped files.
 */
export interface AutomaticImport {
  enabled?: boolean;
  /**
   * One of users; needs the rights import and campaigns.
   */
  user?: string;
  /**
   * A file is complete when it has not changed for this long.
   */
  settle?: string;
  /**
   * How often the drop folders are read, whatever events say.
   */
  scan?: string;
  /**
   * How long a file whose proper end is missing is waited for after its last change.
   */
  patience?: string;
  /**
   * How long after its claim a file is tried again whose rows refer to records that are not there; by default their rows are rejected at once.
   */
  retryUnresolved?: string;
  /**
   * How new files are noticed between scans.
   */
  watch?: "auto" | "events" | "polling";
  /**
   * Country of phone numbers without a country code, as two capital letters: FI.
   */
  defaultCountry?: string;
  /**
   * How text is read that is not valid UTF-8.
   */
  encodingFallback?: "none" | "windows-1252";
  /**
   * Rules for single import types.
   */
  types?: {
    [k: string]: TypeSettings;
  };
  limits?: Limits;
}
export interface TypeSettings {
  /**
   * What becomes of the second row of a record in one file.
   */
  onDuplicate?: "error" | "skip" | "last";
  /**
   * More rejected rows than this fail the whole file.
   */
  maxRejected?: number;
  /**
   * Configuration: true lets good rows in although others are rejected.
   */
  continue?: boolean;
  /**
   * The ending of a marker file: done waits for file.ext.done.
   */
  marker?: string;
  /**
   * Directory: false lets entries without ExternalId in, as new ones each time.
   */
  requireExternalId?: boolean;
  /**
   * Directory: the group of entries that name none.
   */
  defaultGroup?: string;
  /**
   * Directory: the groups there are.
   */
  groups?: string[];
  /**
   * Directory: true lets other groups in as well.
   */
  createGroups?: boolean;
  /**
   * UserGroup: the roles there are; otherwise any.
   */
  roles?: string[];
  /**
   * Skills: the highest level of a skill; otherwise 5.
   */
  maximumLevel?: number;
  /**
   * OutboundCampaign: the campaign whose settings are copied where a file names none.
   */
  template?: string;
  /**
   * BlockedNumbers: true allows numbers such as +4420*.
   */
  wildcards?: boolean;
  /**
   * Alarm when no file of the type has come by this time of the day.
   */
  expect?: {
    /**
     * Local time, HH:mm.
     */
    by: string;
    /**
     * Days such as Mon-Fri or Mon,Wed,Fri; every day by default.
     */
    days?: string;
  };
}
/**
 * Files past one of these are refused (F009).
 */
export interface Limits {
  fileSize?: Size;
  /**
   * A size: a number of bytes, or with unit: 512KiB, 200MB, 2GiB.
   */
  inflatedSize?: string | number;
  compressionRatio?: number;
  rows?: number;
  cellCharacters?: number;
  columns?: number;
}
export interface User {
  name: string;
  rights: ("import" | "campaigns" | "export")[];
}
/**
 * The export of records.
 */
export interface Exports {
  /**
   * Certificate (PEM or DER) to encrypt to, where `quayside certificate set` has given none.
   */
  certificate?: string;
  /**
   * The destination of jobs that name none.
   */
  destination?: string;
  /**
   * How long artifacts are kept after their publication.
   */
  retention?: string;
  /**
   * How many exports run at the same time.
   */
  parallel?: number;
  /**
   * Level of compression: 1 is fastest, 9 smallest.
   */
  compression?: number;
}
export interface Destination {
  type: "folder" | "sftp";
}
export interface Source {
  type: "postgres" | "mysql" | "sftp";
}
/**
 * Reports and alarms by mail.
 */
export interface Mail {
  /**
   * A mail server: smtp://host:25 or smtps://host:465; a password only by urlFile or the environment.
   */
  url?: string;
  /**
   * A file that holds the url, with user and password: smtp://user:password@host:587.
   */
  urlFile?: string;
  /**
   * The sender: quayside@example.com, or Quayside <quayside@example.com>.
   */
  from: string;
  /**
   * Who is told, where a job names nobody else.
   *
   * @minItems 1
   */
  to: [string, ...string[]];
  /**
   * Which runs are reported: all, those with problems, or none; alarms go out in any case.
   */
  when?: "always" | "problems" | "never";
  /**
   * Import types whose runs are reported; * stands for any characters.
   */
  types?: string[];
  /**
   * Certificates (PEM) to trust as issuers of the mail server's.
   */
  ca?: string;
  /**
   * Alarm when a disk has less free than this: a size, or a share such as 10%.
   */
  diskFree?: string;
}
export interface Console {
  /**
   * Address and port for diallers: 127.0.0.1:8480, or 0.0.0.0:8480 with a tokenFile.
   */
  listen?: string;
  /**
   * A file with the token that requests must bring along; needed unless listen is an address of this machine alone.
   */
  tokenFile?: string;
  /**
   * Certificate (PEM) of this server, with those of its issuers behind it: diallers connect by https. Read again when it changes.
   */
  certificate?: string;
  /**
   * The private key (PEM, without passphrase) of the certificate.
   */
  key?: string;
  /**
   * One of users, with the right campaigns: who diallers are. Default: that of automaticImport.
   */
  user?: string;
  /**
   * The local socket that the command line talks to.
   */
  socket?: string;
}
/**
 * Campaigns that run, and work for diallers.
 */
export interface Campaigns {
  export?: CampaignExport;
  dialList?: DialList;
  simulator?: Simulator;
}
/**
 * The files of campaigns that have ended, in Export/.
 */
export interface CampaignExport {
  /**
   * What is written beside the summary: customers and attempts as csv, a workbook, a report to look at.
   */
  files?: ("csv" | "xlsx" | "report")[];
  /**
   * Between the cells of a csv.
   */
  delimiter?: ";" | "," | "tab";
  /**
   * true: phone numbers of a csv get an apostrophe before their +, so that a spreadsheet program takes them for text.
   */
  guardPhones?: boolean;
  /**
   * How long the files stay in Export/.
   */
  retention?: string;
}
/**
 * Customers to call as files in Export/, for diallers that work with files.
 */
export interface DialList {
  enabled?: boolean;
  /**
   * Customers of a list at most.
   */
  size?: number;
  /**
   * How often a campaign gets a new list, if somebody is to be called.
   */
  every?: string;
  /**
   * Customers of a list who were not told of by then go into another one.
   */
  lease?: string;
}
/**
 * For trials: calls are made up, of every campaign that runs. Nobody is called.
 */
export interface Simulator {
  enabled?: boolean;
  /**
   * The same seed gives the same results.
   */
  seed?: number;
  /**
   * How many times as fast as real calls; max: without any wait.
   */
  speed?: number | "max";
  /**
   * Calls at a time.
   */
  lines?: number;
  /**
   * How often each call result comes: Successful=40,No answer=30,Busy=10.
   */
  mix?: string;
}
export interface History {
  /**
   * Finished runs and their issues are forgotten after this time.
   */
  retention?: string;
}
export interface Log {
  level?: "debug" | "info" | "warn" | "error";
}
