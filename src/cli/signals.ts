import { constants } from "node:os";

/** What ends a server: the first signal in good order, the second at once. */
export interface Signals {
  /** Calls back with each signal's number; returns what stops listening. */
  on(heard: (signal: number) => void): () => void;
  /** Leaves without another word. */
  leave(code: number): void;
}

const ENDING = ["SIGINT", "SIGTERM"] as const;

export function processSignals(): Signals {
  return {
    on(heard) {
      const listener = (signal: NodeJS.Signals): void => heard(constants.signals[signal]);
      for (const signal of ENDING) process.on(signal, listener);
      return () => {
        for (const signal of ENDING) process.off(signal, listener);
      };
    },
    leave: (code) => process.exit(code),
  };
}
