/** Whether the machine lets a test do what it needs: containers and shares refuse much, to root as well. */

/**
 * Why `act` fails, undefined when it does not. What can't be had by installing something is no fault of
 * the suite: whoever needs it is skipped, and why is said.
 */
export function refusal(what: string, act: () => void): string | undefined {
  try {
    act();
    return undefined;
  } catch (error) {
    const reason = `${what}: ${error instanceof Error ? error.message : String(error)}`;
    console.warn(`skipped, ${reason}`);
    return reason;
  }
}
