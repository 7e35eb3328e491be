/** What a store must hold after files of skills (Name, ExternalId, Description), in plain objects. */
import { CLEAR, type ImportTypeSpec } from "../../src/store/dataset-spec.ts";
import { fold } from "../../src/store/fold.ts";

export interface SkillRow {
  readonly Name: string | null;
  readonly ExternalId: string | null;
  readonly Description: string | null;
  readonly $delete: "D" | null;
}

interface Skill {
  name: string;
  externalId: string | null;
  description: string | null;
}

interface Gone {
  readonly name: string;
  readonly externalId: string | null;
}

export type ModelOutcome =
  "created" | "updated" | "unchanged" | "deleted" | `skipped ${string}` | `rejected ${string}`;

export class StoreModel {
  readonly skills: Skill[] = [];

  /** Applies one file; gives what becomes of each row. */
  apply(rows: readonly SkillRow[], policy: ImportTypeSpec["onDuplicate"]): ModelOutcome[] {
    const met = new Set<Skill>();
    const gone: Gone[] = [];
    const again = (): ModelOutcome => (policy === "skip" ? "skipped R008" : "rejected R008");
    return rows.map((row) => {
      const found = this.#find(row);
      if (found === "disagree") return "rejected R011";
      const wasMet = found ? met.has(found) : gone.some((other) => isNamed(row, other));
      if (row.$delete && row.Name === null && row.ExternalId === null) return "rejected R020";
      if (wasMet && policy !== "last") return again();
      if (row.$delete) return this.#delete(found, gone);
      const outcome = found ? update(found, row) : this.#create(row);
      const skill = found ?? this.skills.at(-1);
      if (skill && (found ?? outcome === "created")) met.add(skill);
      return outcome;
    });
  }

  #find(row: SkillRow): Skill | undefined | "disagree" {
    const name = row.Name;
    const byId = this.skills.find((each) => row.ExternalId === each.externalId && row.ExternalId);
    const byName = this.skills.find((each) => name !== null && fold(each.name) === fold(name));
    return byId && byName && byId !== byName ? "disagree" : (byId ?? byName);
  }

  #create(row: SkillRow): ModelOutcome {
    if (row.Name === null) return "rejected R020";
    const description = row.Description === CLEAR ? null : row.Description;
    this.skills.push({ name: row.Name, externalId: row.ExternalId, description });
    return "created";
  }

  #delete(found: Skill | undefined, gone: Gone[]): ModelOutcome {
    if (!found) return "rejected R018";
    this.skills.splice(this.skills.indexOf(found), 1);
    gone.push({ name: found.name, externalId: found.externalId });
    return "deleted";
  }
}

function isNamed(row: SkillRow, other: Gone): boolean {
  const isSameName = row.Name !== null && fold(row.Name) === fold(other.name);
  return isSameName || (row.ExternalId !== null && row.ExternalId === other.externalId);
}

function update(skill: Skill, row: SkillRow): ModelOutcome {
  const before = JSON.stringify(skill);
  skill.name = row.Name ?? skill.name;
  skill.externalId = row.ExternalId ?? skill.externalId;
  if (row.Description !== null) {
    skill.description = row.Description === CLEAR ? null : row.Description;
  }
  return JSON.stringify(skill) === before ? "unchanged" : "updated";
}
