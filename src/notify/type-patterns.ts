/** Import types that the settings name by patterns: pure. */

/** Without regard to case, as folders are compared. */
export function isOneOf(type: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => {
    const parts = pattern.split("*").map((part) => part.replace(/[.\\+?^${}()|[\]]/g, "\\$&"));
    return new RegExp(`^${parts.join(".*")}$`, "i").test(type);
  });
}
