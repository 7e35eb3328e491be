/** The settings as the service uses them: complete, checked, absolute paths, frozen. */
import type { LogLevel } from "../core/log-line.ts";
import type { Secret } from "../core/secret.ts";

export interface ServiceConfig {
  /** The file that they come from, absolute; undefined when there is none. */
  readonly settingsPath: string | undefined;
  /** Folder of the settings file, or the working folder: where relative paths start. */
  readonly baseFolder: string;
  /** The exchange folder, absolute. */
  readonly folder: string;
  /** `<folder>/<server>_<virtualUnit>`, absolute. */
  readonly serverFolder: string;
  readonly server: string;
  readonly virtualUnit: string;
  readonly timeZone: string;
  readonly store: { readonly kind: "sqlite"; readonly path: string };
  /** Unix socket, or a named pipe on Windows. */
  readonly socketPath: string;
  readonly listener: ListenerConfig;
  readonly campaigns: CampaignsConfig;
  readonly automaticImport: ImportConfig;
  /** Folder of the definitions of databases, absolute; undefined: the program's own. */
  readonly databasesPath: string | undefined;
  /** File of the job catalogue, absolute. */
  readonly cataloguePath: string;
  readonly exports: ExportsConfig;
  /** By name; `exports.destination` is one of them. */
  readonly destinations: Readonly<Record<string, DestinationConfig>>;
  /** Undefined: no mail is sent; alarms show in the log and in `status` all the same. */
  readonly mail: MailConfig | undefined;
  readonly campaignExport: CampaignExportConfig;
  readonly diskFree: DiskFreeConfig;
  /** Where fetches read, by name. */
  readonly sources: Readonly<Record<string, SourceConfig>>;
  readonly users: readonly UserConfig[];
  readonly historyRetentionMs: number;
  readonly logLevel: LogLevel;
  /** How long the parts may drain when the service stops. */
  readonly shutdownMs: number;
  /** Keys that are set but that this version does not use. */
  readonly unused: readonly string[];
  /** For the log: variables of the environment that name nothing. */
  readonly warnings: readonly string[];
}

/** Absolute paths of PEM files. */
export interface TlsFiles {
  readonly certificatePath: string;
  readonly keyPath: string;
}

/** The address that diallers on other machines or by TCP talk to. */
export type ListenerConfig =
  | {
      readonly enabled: false;
      /** Why, where it is wanted: A001. */
      readonly reason?: string;
    }
  | {
      readonly enabled: true;
      readonly host: string;
      readonly port: number;
      /** Undefined: whoever is on this machine may. */
      readonly tokenPath: string | undefined;
      /** Undefined: http without encryption. */
      readonly tls: TlsFiles | undefined;
      /** In whose name requests are. */
      readonly user: string;
    };

export interface CampaignsConfig {
  readonly dialList: DialListConfig;
  readonly simulator: SimulatorConfig;
}

export type DialListConfig =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      /** Customers of a list at most. */
      readonly size: number;
      readonly everyMs: number;
      readonly leaseMs: number;
    };

export type SimulatorConfig =
  | { readonly enabled: false }
  | {
      readonly enabled: true;
      readonly seed: number;
      /** How many times as fast as real calls. */
      readonly speed: number | "max";
      readonly lines: number;
      /** As `Successful=40,Busy=10`; undefined: the usual one. */
      readonly mix: string | undefined;
    };

export interface ImportConfig {
  readonly state: ImportState;
  readonly user: string;
  readonly settleMs: number;
  readonly scanMs: number;
  /** A file whose proper end is missing is waited for this long after its last change. */
  readonly patienceMs: number;
  /** A file whose references are not all there is tried again until this long after its claim; 0: never. */
  readonly retryUnresolvedMs: number;
  readonly watch: "auto" | "events" | "polling";
  readonly defaultCountry: string | undefined;
  readonly encodingFallback: "none" | "windows-1252";
  readonly types: Readonly<Record<string, TypeConfig>>;
  readonly limits: LimitsConfig;
}

export interface ExportsConfig {
  /** Certificate of the owner `default` while none was set by command; absolute. */
  readonly certificatePath: string | undefined;
  readonly destination: string;
  readonly retentionMs: number;
  readonly parallel: number;
  /** Deflate level. */
  readonly compression: number;
}

/** The files of campaigns that have ended. */
export interface CampaignExportConfig {
  /** Beside the summary. */
  readonly kinds: readonly ("csv" | "xlsx" | "report")[];
  readonly delimiter: ";" | "," | "\t";
  /** Phone numbers of a csv get an apostrophe before their `+`. */
  readonly guardPhones: boolean;
  readonly retentionMs: number;
}

/** As DestinationSettings of transfer/destination.ts. */
export type DestinationConfig =
  { readonly type: "folder"; readonly name: string; readonly path: string } | SftpConfig;

export interface SftpConfig {
  readonly type: "sftp";
  readonly name: string;
  /** Where it stands in the settings; absent: destinations. */
  readonly section?: "sources";
  readonly host: string;
  readonly port: number;
  readonly username: string;
  readonly path: string;
  readonly privateKeyPath?: string;
  readonly passphraseFile?: string;
  readonly passwordFile?: string;
  readonly hostKeys: readonly string[];
}

/** As SourceSettings of fetch/source.ts. */
export type SourceConfig =
  | SftpConfig
  | {
      readonly type: "postgres" | "mysql";
      readonly name: string;
      readonly urlPath: string;
      readonly caPath?: string;
    };

export interface MailConfig {
  /** Its url may hold a password: read from the file when a mail is sent, never shown. */
  readonly server: { readonly url: Secret } | { readonly urlFile: string };
  readonly from: string;
  readonly to: readonly string[];
  /** Which runs are reported; alarms go out in any case. */
  readonly when: "always" | "problems" | "never";
  /** Import types whose runs are reported; `*` stands for any characters. */
  readonly types: readonly string[];
  readonly caPath: string | undefined;
}

/** A disk is filling up when less than this is free. */
export interface DiskFreeConfig {
  /** 0 to 1. */
  readonly share: number;
  readonly bytes: number;
}

/** Imports that are off say why; a user without rights is A001. */
export type ImportState =
  | { readonly enabled: true }
  | { readonly enabled: false; readonly reason: string; readonly code?: "A001" };

/** As TypeOverrides of datasets/type-settings.ts. */
export interface TypeConfig {
  readonly onDuplicate?: "error" | "skip" | "last";
  readonly maxRejected?: number;
  readonly continue?: boolean;
  readonly marker?: string;
  readonly requireExternalId?: boolean;
  readonly defaultGroup?: string;
  readonly groups?: readonly string[];
  readonly createGroups?: boolean;
  readonly roles?: readonly string[];
  readonly maximumLevel?: number;
  readonly template?: string;
  readonly wildcards?: boolean;
  /** By when (HH:mm, local) and on which days (`Mon-Fri`) a file must have come. */
  readonly expect?: { readonly by: string; readonly days?: string };
}

/** As ReadLimits of formats/rows.ts. */
export interface LimitsConfig {
  readonly fileBytes: number;
  readonly inflatedBytes: number;
  readonly compressionRatio: number;
  readonly rows: number;
  readonly cellChars: number;
  readonly headerColumns: number;
}

export interface UserConfig {
  readonly name: string;
  readonly rights: readonly ("import" | "campaigns" | "export")[];
}
