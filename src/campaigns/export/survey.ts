/** First pass over the customers: which columns their files had, which numbers and answers there are. */
import { foldName } from "../../datasets/fold.ts";
import type { CampaignCustomer, ScriptQuestion } from "../../store/campaign-ledger.ts";

export interface InputColumn {
  /** As the first file wrote it. */
  readonly name: string;
  /** `Phone1`, `Phone 1`: files of one campaign may write it differently. */
  readonly spellings: ReadonlySet<string>;
}

export interface CustomerShape {
  /** Columns of the files in the order in which they came. */
  readonly inputColumns: readonly InputColumn[];
  /** Phone1 up to the highest in use. */
  readonly phones: number;
  /** QuestionIds: the script's in its order, then such that it has no more. */
  readonly questionIds: readonly string[];
}

/** Takes customers page by page; `shape` is what was seen until then. */
export class Survey {
  readonly #spellings = new Set<string>();
  readonly #columns: { readonly key: string; name: string; spellings: Set<string> }[] = [];
  readonly #asked: readonly string[];
  readonly #answered = new Set<string>();
  #phones = 1;

  /** Questions without answers (Info) get no column. */
  constructor(questions: readonly ScriptQuestion[]) {
    this.#asked = questions
      .filter(({ answerType }) => answerType !== "Info")
      .map(({ questionId }) => questionId);
  }

  take(customers: readonly CampaignCustomer[]): void {
    for (const { input, phones, answers } of customers) {
      input.forEach(([name], index) => {
        if (!this.#spellings.has(name)) this.#add(name, input[index - 1]?.[0]);
      });
      for (let i = phones.length; i > this.#phones; i--) {
        if (phones[i - 1] !== undefined) this.#phones = i;
      }
      for (const id of Object.keys(answers)) this.#answered.add(id);
    }
  }

  get shape(): CustomerShape {
    const asked = new Set(this.#asked);
    const others = [...this.#answered].filter((id) => !asked.has(id)).sort();
    return {
      inputColumns: [...this.#columns],
      phones: this.#phones,
      questionIds: [...this.#asked, ...others],
    };
  }

  /** Behind the column that it follows: a customer has no cell where the file has an empty one. */
  #add(name: string, before: string | undefined): void {
    this.#spellings.add(name);
    const key = foldName(name);
    const known = this.#columns.find((column) => column.key === key);
    if (known) {
      known.spellings.add(name);
      return;
    }
    const place = this.#columns.findIndex(({ spellings }) => spellings.has(before ?? ""));
    const column = { key, name, spellings: new Set([name]) };
    this.#columns.splice(before === undefined ? 0 : place + 1, 0, column);
  }
}
