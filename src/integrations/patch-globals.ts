import type { Kernel, Scope } from "../kernel/index.ts";
import { timersOn } from "./virtual-timers.ts";

/**
 * Puts a kernel's clock in place of `Date`, the global timers and `performance.now`, for third-party code that reads them.
 * Returns what puts everything back exactly as it was. Opt-in, and the last resort: prefer handing timers in.
 *
 * @differs timers are numbers, without `ref`, `unref` and `hasRef`
 * @limits code that took the originals before (`const { setTimeout } = globalThis`, `node:timers`) keeps them;
 * `queueMicrotask` and `process.nextTick` need no patch, `process.hrtime` is not patched
 */
export function patchGlobals(kernel: Kernel, scope: Scope): () => void {
  if (patched) throw new Error("the globals are patched already; restore them before patching again");
  const timers = timersOn(kernel, scope);
  const restores = [
    replace(globalThis, "setTimeout", timers.setTimeout),
    replace(globalThis, "clearTimeout", timers.clearTimeout),
    replace(globalThis, "setInterval", timers.setInterval),
    replace(globalThis, "clearInterval", timers.clearInterval),
    replace(globalThis, "setImmediate", timers.setImmediate),
    replace(globalThis, "clearImmediate", timers.clearImmediate),
    replace(globalThis, "Date", dateOn(timers.now)),
    replace(performance, "now", timers.monotonic),
  ];
  patched = true;
  let restored = false;
  return () => {
    if (restored) return;
    restored = true;
    patched = false;
    for (const restore of restores.reverse()) restore();
  };
}

let patched = false;

function replace(target: object, name: string, value: unknown): () => void {
  const before = Object.getOwnPropertyDescriptor(target, name);
  Object.defineProperty(target, name, { value, configurable: true, writable: true, enumerable: before?.enumerable ?? true });
  return () => {
    if (before === undefined) Reflect.deleteProperty(target, name);
    else Object.defineProperty(target, name, before);
  };
}

/** `Date` with another now. A proxy, so that dates stay instances of one class, before, during and after. */
function dateOn(now: () => number): DateConstructor {
  return new Proxy(Date, {
    construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: (target) => new target(now()).toString(),
    get: (target, property, receiver) => (property === "now" ? now : Reflect.get(target, property, receiver)),
  });
}
