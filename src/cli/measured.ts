/** What differs from run to run: the only real-time readings of the command. */
export interface Measured {
  /** User and system CPU time of this process, in seconds. */
  readonly cpuSeconds: number;
}

/** Runs something and takes its CPU time. */
export function measure<T>(run: () => T): { readonly result: T; readonly measured: Measured } {
  const before = process.cpuUsage();
  const result = run();
  const { user, system } = process.cpuUsage(before);
  return { result, measured: { cpuSeconds: (user + system) / 1_000_000 } };
}
