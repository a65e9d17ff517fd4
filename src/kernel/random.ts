/**
 * Seeded random numbers in named streams: adding a consumer does not shift the numbers of the others.
 */
export interface Random {
  /** Uniform in [0, 1). */
  unit(): number;
  /** Uniform integer in [0, below). `below` must be a positive safe integer. */
  int(below: number): number;
  /** The stream of this name under this one: the same name always yields the same, independent stream. */
  stream(name: string): Random;
}
