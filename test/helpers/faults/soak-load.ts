/** The files of a soak, of several types and formats, with what must be in the store after them. */
import type { Dropped } from "../invariants.ts";
import { people } from "../people.ts";
import type { Random } from "./random.ts";

type Records = Readonly<Record<string, unknown>>[];

export interface SoakLoad {
  readonly dropped: Dropped[];
  readonly tables: { readonly [Table in "Directory" | "Skills" | "BlockedNumbers"]: Records };
}

const MOST_ROWS = 8_000;

export function emptyLoad(): SoakLoad {
  return { dropped: [], tables: { Directory: [], Skills: [], BlockedNumbers: [] } };
}

/** The next file; it is counted as dropped. */
export function nextFile(load: SoakLoad, random: Random): Dropped {
  const kinds = [directory, skills, blockedNumbers, nothingUsable];
  const make = kinds[random.below(kinds.length)] ?? directory;
  const file = make(load, load.dropped.length, random);
  load.dropped.push(file);
  return file;
}

function directory(load: SoakLoad, number: number, random: Random): Dropped {
  const good = 1 + random.below(random.below(4) === 0 ? MOST_ROWS : 50);
  const { dropped, records } = people(`d${number}.csv`, `d${number}`, good, random.below(4));
  load.tables.Directory.push(...records);
  return dropped;
}

function skills(load: SoakLoad, number: number, random: Random): Dropped {
  const records = rows(random, (i) => ({ Name: `Skill ${number} ${i}` }));
  load.tables.Skills.push(...records);
  const content = JSON.stringify(records);
  return { type: "Skills", name: `s${number}.json`, content, status: "Succeeded" };
}

function blockedNumbers(load: SoakLoad, number: number, random: Random): Dropped {
  const records = rows(random, (i) => ({ Number: `+35840${number * 100 + i + 1_000_000}` }));
  load.tables.BlockedNumbers.push(...records);
  const items = records.map((row) => `<row><Number>${row.Number}</Number></row>`);
  const content = `<rows>${items.join("")}</rows>`;
  return { type: "BlockedNumbers", name: `b${number}.xml`, content, status: "Succeeded" };
}

function nothingUsable(_load: SoakLoad, number: number, random: Random): Dropped {
  return people(`f${number}.csv`, `f${number}`, 0, 1 + random.below(5)).dropped;
}

function rows<T>(random: Random, row: (index: number) => T): T[] {
  return Array.from({ length: 1 + random.below(30) }, (_unused, index) => row(index));
}
