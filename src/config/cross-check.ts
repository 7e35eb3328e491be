/** What the schema can't say of the settings: values that must exist, fit together or stay out. */
import { isTimeZone } from "../core/zone.ts";
import type { LoadedSettings } from "./load.ts";
import type { KeyPath, SettingsProblem } from "./problem.ts";
import { nearest } from "../core/nearest.ts";
import { hasPassword } from "./secrets.ts";
import { addressOf, isLoopback } from "./resolve-campaigns.ts";
import type { Mail, ServiceSettings } from "./service-settings.ts";

/** Everything that does not fit, in the order of the file's sections. */
export function crossCheck(
  settings: ServiceSettings,
  loaded: LoadedSettings,
): readonly SettingsProblem[] {
  return [
    ...timeZone(settings),
    ...store(settings),
    ...names(settings),
    ...exportDestination(settings),
    ...jobFiles(settings),
    ...callFiles(settings),
    ...databaseTypes(settings),
    ...continued(settings),
    ...mail(settings, loaded),
    ...listen(settings),
  ].map(({ path, value, expectation }) => {
    return { where: loaded.whereIs(path), path, value, expectation };
  });
}

interface Finding {
  readonly path: KeyPath;
  readonly value?: unknown;
  readonly expectation: string;
}

function timeZone({ timeZone: zone }: ServiceSettings): readonly Finding[] {
  if (zone === undefined || isTimeZone(zone)) return [];
  const near = nearest(zone, Intl.supportedValuesOf("timeZone"));
  const expectation = `expected an IANA time zone such as ${near ?? "Europe/Helsinki"}`;
  return [{ path: ["timeZone"], value: zone, expectation }];
}

function store({ store: url }: ServiceSettings): readonly Finding[] {
  if (!url?.startsWith("postgres")) return [];
  const expectation = "expected sqlite:<path>; this version keeps its store in SQLite only";
  return [{ path: ["store"], value: url, expectation }];
}

function names({ users = [] }: ServiceSettings): readonly Finding[] {
  return users.flatMap(({ name }, index) => {
    const isFirst = users.findIndex((other) => other.name === name) === index;
    const path = ["users", index, "name"];
    return isFirst ? [] : [{ path, value: name, expectation: "expected each user only once" }];
  });
}

function exportDestination(settings: ServiceSettings): readonly Finding[] {
  const { destinations = { share: { type: "folder" } } } = settings;
  const name = settings.exports?.destination;
  if (name === undefined || Object.hasOwn(destinations, name)) return [];
  const expectation = `expected one of destinations: ${Object.keys(destinations).join(", ")}`;
  return [{ path: ["exports", "destination"], value: name, expectation }];
}

/** Rules about records mean nothing for files of jobs; left in, they would promise what does not happen. */
function jobFiles({ automaticImport }: ServiceSettings): readonly Finding[] {
  const keys = Object.keys(automaticImport?.types?.["ExportJob"] ?? {});
  return keys
    .filter((key) => key !== "marker")
    .map((key) => ({
      path: ["automaticImport", "types", "ExportJob", key],
      expectation: "is not for files of jobs; expected marker only",
    }));
}

/** Of all other types the good rows go in as it is. */
function continued({ automaticImport }: ServiceSettings): readonly Finding[] {
  return Object.entries(automaticImport?.types ?? {}).flatMap(([type, own]) =>
    own.continue === undefined ||
    ["Configuration", "ExportJob", "CampaignResult"].includes(type) ||
    type.includes("/")
      ? []
      : [
          {
            path: ["automaticImport", "types", type, "continue"],
            expectation: "is for Configuration only: good rows of other types go in as it is",
          },
        ],
  );
}

/** The same holds for calls: what was recorded can't be taken back, and known calls change nothing. */
function callFiles({ automaticImport }: ServiceSettings): readonly Finding[] {
  const keys = Object.keys(automaticImport?.types?.["CampaignResult"] ?? {});
  return keys
    .filter((key) => key !== "marker" && key !== "expect")
    .map((key) => ({
      path: ["automaticImport", "types", "CampaignResult", key],
      expectation: "is not for files of calls; expected marker or expect",
    }));
}

/** How the files of a database are read is said by the database. */
function databaseTypes({ automaticImport }: ServiceSettings): readonly Finding[] {
  return Object.entries(automaticImport?.types ?? {}).flatMap(([type, own]) =>
    Object.keys(own)
      .filter((key) => type.includes("/") && key !== "expect")
      .map((key) => ({
        path: ["automaticImport", "types", type, key],
        expectation: "is set in the definition of the database; expected expect only",
      })),
  );
}

/** A password in the file would be in every backup and on every screen of it. */
function mail({ mail: given }: ServiceSettings, loaded: LoadedSettings): readonly Finding[] {
  if (!given) return [];
  return [...mailUrl(given, loaded), ...mailAddresses(given)];
}

function mailUrl({ url, urlFile }: Mail, loaded: LoadedSettings): readonly Finding[] {
  const path = ["mail", "url"];
  if (url === undefined) {
    return urlFile === undefined ? [{ path, expectation: "is missing; give url or urlFile" }] : [];
  }
  if (hasPassword(url) && !loaded.isFromEnvironment(path)) {
    const expectation =
      "expected no password here; use mail.urlFile or the variable QUAYSIDE_MAIL_URL";
    return [{ path, value: url, expectation }];
  }
  if (URL.canParse(url) && new URL(url).hostname !== "") return [];
  return [{ path, value: url, expectation: "expected smtp://host:25 or smtps://host:465" }];
}

function mailAddresses({ from, to }: Mail): readonly Finding[] {
  const expectation = "expected a mail address such as ops@example.com";
  const isAddress = (text: string): boolean =>
    /^[^\s<>@,]+@[^\s<>@,]+$|^[^<>\r\n]*<[^\s<>@,]+@[^\s<>@,]+>$/.test(text);
  const wrongTo = to.flatMap((value, index) =>
    isAddress(value) ? [] : [{ path: ["mail", "to", index], value, expectation }],
  );
  return isAddress(from)
    ? wrongTo
    : [{ path: ["mail", "from"], value: from, expectation }, ...wrongTo];
}

function listen(settings: ServiceSettings): readonly Finding[] {
  const { listen: value, tokenFile } = settings.console ?? {};
  if (value === undefined) return [];
  const { host, port } = addressOf(value);
  const path = ["console", "listen"];
  if (port > 65_535) return [{ path, value, expectation: "expected a port up to 65535" }];
  const others = [...listenTls(settings), ...listenUser(settings)];
  if (isLoopback(host) || tokenFile !== undefined) return others;
  const expectation = "expected 127.0.0.1, or a tokenFile beside it: other machines reach this one";
  return [{ path, value, expectation }, ...others];
}

function listenTls({ console: given = {} }: ServiceSettings): readonly Finding[] {
  const { certificate, key } = given;
  if ((certificate === undefined) === (key === undefined)) return [];
  const missing = certificate === undefined ? "certificate" : "key";
  const expectation = "is missing; give certificate and key, or neither for http";
  return [{ path: ["console", missing], expectation }];
}

/** Diallers act in the name of a user, who must be one and may do what they do. */
function listenUser(settings: ServiceSettings): readonly Finding[] {
  const { users, console: given } = settings;
  const user = given?.user;
  // Without a user of their own they are that of the imports, who may lack the right: then nobody listens.
  if (!users || user === undefined) return [];
  if (users.some(({ name, rights }) => name === user && rights.includes("campaigns"))) return [];
  const expectation = "expected one of users with the right campaigns";
  return [{ path: ["console", "user"], value: user, expectation }];
}
