export type {
  DeletedFinalStateUnknown, EventHandler, Expected, HandlerOptions, HandlerRegistration, InformerEvent, InformerOptions, InformerStats, SharedInformer, Transform,
} from "./informer.ts";
export { InformerRefusal, isTombstone, Tombstone } from "./informer.ts";
export { createInformer } from "./shared-informer.ts";
export { keyOf } from "../../api/index.ts";
export { splitKey } from "./keys.ts";
export type { Lister } from "./lister.ts";
export { createLister } from "./lister.ts";
export type { Indexer, IndexFunction, IndexFunctions } from "./store.ts";
export { NAMESPACE_INDEX, namespaceIndex, ObjectStore } from "./store.ts";
export type { SimpleInformer } from "./simple-informer.ts";
export { createSimpleInformer } from "./simple-informer.ts";
export { waitForCacheSync } from "./wait-for-sync.ts";
export type { InformerFactory } from "./informer-factory.ts";
export { createInformerFactory } from "./informer-factory.ts";
export type { ReflectorOptions, ReflectorStore } from "./reflector-driver.ts";
export type { ReflectorTarget } from "./reflector-requests.ts";
export { Reflector } from "./reflector-driver.ts";
export { reflectorRules } from "./reflector-rules.ts";
export { reportWatchError } from "./informer-core.ts";
export type { StoreVerb, UnaskedErrors } from "./unasked-errors.ts";
export { unaskedErrors } from "./unasked-errors.ts";
export type { Delta, DeltaConsumer, DeltaQueue, DeltaType, KnownObjects, ObjectList } from "./delta.ts";
export { keyIfAny, noKey } from "./delta.ts";
export { DeltaFifo } from "./delta-fifo.ts";
export { RealFifo } from "./real-fifo.ts";
