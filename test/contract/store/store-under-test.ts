/** What the parts of the contract share: the store of the current test, and rows to begin with. */
import type { Store } from "../../../src/store/store.ts";
import type { Values } from "../../helpers/import-file.ts";

export interface StoreUnderTest extends AsyncDisposable {
  readonly store: Store;
  /** A folder of this test alone. */
  readonly folder: string;
}

export const SKILLS = [{ Name: "German" }, { Name: "Billing", ExternalId: "b1" }];
export const SALES = { Name: "Sales", Channel: "Phone", Address: "100" };

export async function allRecords(store: Store, dataset: string): Promise<readonly Values[]> {
  return await store.records({ dataset, where: [], limit: 1000 });
}
