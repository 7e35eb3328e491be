/** How commands and jobs begin what they say of a workbook that an empty system would refuse. */

export const NOT_TAKEN =
  "An empty system would not take it as it is; mend this here, or in the workbook:";
