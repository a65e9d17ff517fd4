/**
 * What happened, as interned integers mixed into a two-lane digest at each event.
 */
export interface Trace {
  /** A small integer for a text; the same text yields the same one within a run. */
  intern(text: string): number;
  /** Mixes one happening into the digest. All numbers are safe integers; `what` is interned. */
  note(what: number, a: number, b: number): void;
}
