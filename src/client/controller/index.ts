export type { Controller, ControllerOptions, ControllerSource, ControllerStats, Reconcile, ReconcileResult } from "./controller.ts";
export { controllerOwner, createController } from "./controller.ts";
export { hasFinalizer, withFinalizer, withoutFinalizer } from "./finalizers.ts";
