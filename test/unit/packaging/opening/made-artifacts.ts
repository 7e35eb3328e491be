/** Artifacts as the export line makes them: packed, described by a manifest, encrypted, with an index. */
import { createHash, createPrivateKey } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Certificate } from "../../../../src/certificates/certificate.ts";
import { createSelfSigned } from "../../../../src/certificates/forge.ts";
import { readCertificate } from "../../../../src/certificates/read-certificate.ts";
import { indexText } from "../../../../src/export/index-file.ts";
import { manifestText } from "../../../../src/export/manifest.ts";
import { volumeName } from "../../../../src/packaging/archive.ts";
import { encrypt, type EnvelopeOptions } from "../../../../src/packaging/envelope.ts";
import type { OpeningKey } from "../../../../src/packaging/opening/decrypt-message.ts";
import { findArtifacts } from "../../../../src/packaging/opening/find-artifacts.ts";
import { openArtifact, type OpenOptions } from "../../../../src/packaging/opening/open-artifact.ts";
import type { Unpacked } from "../../../../src/packaging/opening/unpack.ts";
import type { ExportFile, ExportRun } from "../../../../src/store/export-run.ts";
import { asFiles, jsonLines, noise, volumesOf, type Sample } from "../sample-content.ts";

export const RUN = "0193a5f2-7c1e-7abc-8def-0123456789ab";
export const BASE = `export-${RUN}`;

export interface Pair {
  readonly certificate: Certificate;
  readonly certificatePem: string;
  readonly keyPem: string;
  readonly opening: OpeningKey;
}

export async function makePair(commonName = "client"): Promise<Pair> {
  const made = await createSelfSigned({ commonName, days: 30, now: new Date() });
  const certificate = readCertificate(Buffer.from(made.certificatePem), commonName);
  const opening = { key: createPrivateKey(made.keyPem), name: `${commonName}.key` };
  return { ...made, certificate, opening };
}

/** Data files of an export; all records are lines. */
export function dataFiles(sizeBytes = 40_000): readonly Sample[] {
  return [
    { name: `${BASE}/interaction/Interaction-${RUN}.json`, bytes: jsonLines(sizeBytes) },
    { name: `${BASE}/interaction/Interaction-Attachment-${RUN}.json`, bytes: hexLines(sizeBytes) },
  ];
}

function hexLines(sizeBytes: number): Buffer {
  const text = noise(Math.ceil(sizeBytes / 2)).toString("hex");
  return Buffer.from(text.replace(/.{100}/g, "$&\n"));
}

export function sha256(bytes: Buffer | string): string {
  return createHash("sha256").update(bytes).digest("hex");
}

export function linesOf(bytes: Buffer): number {
  const lines = bytes.toString("latin1").split("\n");
  return lines.at(-1) === "" ? lines.length - 1 : lines.length;
}

/** The data with its schema and its manifest, in the order of an export. */
export function withManifest(data: readonly Sample[]): readonly Sample[] {
  const text = manifestText({
    run: RUN,
    job: { id: "job", title: "Chats of the week" },
    definition: { source: "contact-history", type: "interaction", timeframe: { kind: "all" } },
    scope: {},
    createdAt: "2026-11-21T10:00:00.000Z",
    madeBy: "quayside",
    files: data.map(({ name, bytes }) => ({
      name,
      records: linesOf(bytes),
      bytes: bytes.length,
      sha256: sha256(bytes),
    })),
  });
  const schema = { name: `${BASE}/schema/interaction.json`, bytes: Buffer.from("{}\n") };
  return [...data, schema, { name: `${BASE}/manifest.json`, bytes: Buffer.from(text) }];
}

export interface Making extends Partial<EnvelopeOptions> {
  readonly samples?: readonly Sample[];
  readonly splitSizeBytes?: number;
  readonly base?: string;
  /** Writes the index beside. */
  readonly hasIndex?: boolean;
}

/** Paths of the encrypted volumes, in their order. */
export async function makeArtifact(
  folder: string,
  pair: Pair,
  making: Making = {},
): Promise<readonly string[]> {
  const { samples = withManifest(dataFiles()), base = BASE, splitSizeBytes } = making;
  const { recipients = [pair.certificate], encryption = "smime-aes256-cbc" } = making;
  const split = splitSizeBytes === undefined ? {} : { splitSizeBytes, form: "split" as const };
  const volumes = await volumesOf(asFiles(samples), split);
  await mkdir(folder, { recursive: true });
  const files: ExportFile[] = [];
  for (const [i, volume] of volumes.entries()) {
    const name = `${volumeName(base, i + 1, volumes.length)}.smime`;
    const bytes = await allOf(encrypt(once(volume), { recipients, encryption }));
    await writeFile(join(folder, name), bytes);
    files.push({ name, sizeBytes: bytes.length, sha256: sha256(bytes) });
  }
  if (making.hasIndex) await writeFile(join(folder, `${base}.index.json`), indexOf(files));
  return files.map(({ name }) => join(folder, name));
}

export function indexOf(files: readonly ExportFile[]): string {
  const at = "2026-11-21T10:00:00.000Z";
  const run: ExportRun = {
    id: RUN,
    job: "job",
    title: "Chats of the week",
    definition: "{}",
    reason: "manual",
    dueAt: at,
    state: "InProgress",
    artifact: "Published",
    attempt: 1,
    user: "batch",
    queuedAt: at,
    files,
    warnings: [],
    publishedAt: at,
    expiresAt: "2026-12-21T10:00:00.000Z",
  };
  return indexText(run, "quayside");
}

export async function allOf(content: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // A chunk may be valid for one turn only.
  for await (const chunk of content) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

export async function* once(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

/** Opens the only artifact that the paths mean. */
export async function openOne(
  paths: string | readonly string[],
  key: OpeningKey | undefined,
  outPath: string,
  options: Partial<OpenOptions> = {},
): Promise<Unpacked> {
  const [artifact, ...more] = await findArtifacts([paths].flat());
  if (!artifact || more.length > 0) throw new Error("not exactly one artifact");
  return await openArtifact(artifact, {
    key,
    outPath,
    overwrite: false,
    temporaryPath: outPath,
    onProgress: () => undefined,
    signal: new AbortController().signal,
    ...options,
  });
}
