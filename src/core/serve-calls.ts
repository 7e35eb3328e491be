/** The thread's side of the calls: runs them, and carries results and errors back. */
import { parentPort } from "node:worker_threads";
import { packError, type AnswerMessage, type CallMessage } from "./thread-messages.ts";

/** What a call may use beside its parameters. */
export interface CallContext {
  /** The caller's time: its clock when it called, and what has passed since. */
  readonly now: () => Date;
  readonly progress: (progress: unknown) => void;
}

type Answer = (context: CallContext, ...parameters: never[]) => unknown;
/** The answers of a thread: each call with a context before its parameters. */
export type Answers<Calls> = {
  readonly [Name in keyof Calls]: Calls[Name] extends (...parameters: infer P) => infer R
    ? (context: CallContext, ...parameters: P) => R
    : never;
};

/**
 * Answers calls until `close` was answered. `start` opens what the answers need; when it fails the
 * caller learns why, and the thread ends.
 * @param translate turns errors of libraries into ours before they are carried over.
 */
export function serveCalls<Calls extends object>(
  start: () => Answers<Calls>,
  translate: (error: unknown, doing: string) => unknown,
): void {
  const port = parentPort;
  if (!port) throw new Error("This module runs in a thread.");
  const send = (message: AnswerMessage): void => {
    port.postMessage(message);
  };
  let answers: Answers<Calls>;
  try {
    answers = start();
  } catch (error) {
    send({ kind: "error", number: 0, error: packError(translate(error, "start")) });
    return;
  }
  port.on("message", (call: CallMessage) => {
    void answerCall(answers, call, { send, translate }).then(() => {
      if (call.method === "close") port.close();
    });
  });
  send({ kind: "result", number: 0, result: undefined });
}

interface AnswerWays {
  readonly send: (message: AnswerMessage) => void;
  readonly translate: (error: unknown, doing: string) => unknown;
}

async function answerCall<Calls>(
  answers: Answers<Calls>,
  { number, method, parameters, now }: CallMessage,
  { send, translate }: AnswerWays,
): Promise<void> {
  const calledAt = performance.now();
  const context: CallContext = {
    now: () => new Date(now + (performance.now() - calledAt)),
    progress: (progress) => {
      send({ kind: "progress", number, progress });
    },
  };
  try {
    // Names and parameters come from ThreadClient, which knows the same type.
    const answer = answers[method as keyof Calls] as Answer;
    const result = await answer(context, ...(parameters as never[]));
    send({ kind: "result", number, result });
  } catch (error) {
    send({ kind: "error", number, error: packError(translate(error, method)) });
  }
}
