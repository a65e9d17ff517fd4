import type { Micros } from "../kernel/index.ts";

/**
 * A generation of client-go as data: gates and constants as upstream names them. Code asks for a gate, never for a version.
 *
 * @source client-go features/known_features.go, tools/cache/reflector.go (constants)
 */
export interface ClientProfile {
  readonly name: string;
  readonly gates: ClientGates;
  readonly constants: ClientConstants;
}

export interface ClientGates {
  readonly WatchListClient: boolean;
  readonly InOrderInformers: boolean;
  readonly InOrderInformersBatchProcess: boolean;
  readonly AtomicFIFO: boolean;
  readonly UnlockWhileProcessingFIFO: boolean;
}

export interface ClientConstants {
  readonly minWatchTimeout: Micros;
  readonly backoffInitial: Micros;
  readonly backoffCap: Micros;
  readonly backoffReset: Micros;
  readonly backoffFactor: number;
  readonly backoffJitter: number;
  readonly defaultPageSize: number;
  readonly veryShortWatch: Micros;
}
