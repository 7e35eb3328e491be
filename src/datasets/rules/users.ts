/** Users: agents need an extension. */
import { isTexts } from "../grammars.ts";
import type { RowRule } from "./row-rule.ts";

export const checkUser: RowRule = (row) => {
  const roles = row.get("Roles");
  // A row without the columns that every new user needs can only update one that is there.
  const isUpdate = row.get("Id") !== null || row.get("FirstName") === null;
  if (isUpdate || !isTexts(roles) || !roles.includes("Agent")) return;
  if (row.get("Number") === null && !row.isReported("Number")) {
    row.errorIn("Number", "R001", "Number is required for users with the role Agent.");
  }
};
