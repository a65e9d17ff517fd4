/**
 * Virtual time: integers of microseconds. Upstream's waits are nanoseconds cut by truncation, and rounding them to
 * milliseconds breaks recorded timelines; milliseconds appear only at the public face.
 */

/** A span or an instant in whole microseconds. An instant counts from the kernel's start. */
export type Micros = number;

export const MILLISECOND: Micros = 1_000;
export const SECOND: Micros = 1_000_000;
export const MINUTE: Micros = 60 * SECOND;
export const HOUR: Micros = 60 * MINUTE;

/** Two readings of one clock. */
export interface Clock {
  /** Monotonic: microseconds since the kernel's start. Never goes back. */
  now(): Micros;
  /** Wall: microseconds since 1970-01-01T00:00:00Z. May jump either way when told to. */
  wall(): Micros;
}
