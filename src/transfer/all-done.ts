/** Waits for all, also after a failure, so that nothing goes on behind the caller's back. */

/** @throws what the first of them in their order threw. */
export async function allDone(promises: readonly Promise<unknown>[]): Promise<void> {
  const results = await Promise.allSettled(promises);
  const failed = results.find((result) => result.status === "rejected");
  if (failed) throw failed.reason;
}
