import type { PartitionDials, PartitionStreams } from "./fault.ts";
import { covers, coversReplica } from "./match.ts";

export interface Partition {
  readonly a: string;
  readonly b: string;
  readonly streams: PartitionStreams;
  readonly dials: PartitionDials;
}

/** Which parties cannot reach each other. */
export interface Partitions {
  readonly all: readonly Partition[];
  add(partition: Partition): void;
  /** False when it was not there. */
  remove(partition: Partition): boolean;
  /** The oldest partition that cuts the party off from the replica. */
  between(party: string, replica: string): Partition | undefined;
}

export function createPartitions(): Partitions {
  const all: Partition[] = [];
  return {
    all,
    add(partition) {
      all.push(partition);
    },
    remove(partition) {
      const at = all.indexOf(partition);
      if (at >= 0) all.splice(at, 1);
      return at >= 0;
    },
    between: (party, replica) => all.find((partition) => cuts(partition, party, replica)),
  };
}

export function cuts({ a, b }: Partition, party: string, replica: string): boolean {
  return (covers(a, party) && coversReplica(b, replica)) || (covers(b, party) && coversReplica(a, replica));
}
