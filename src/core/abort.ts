/** Whether a signal is aborted by now: asked by a call, since flow analysis takes the property for constant. */
export function isAborted(signal: AbortSignal): boolean {
  return signal.aborted;
}
