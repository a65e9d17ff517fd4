import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { KubeObject } from "../../src/api/index.ts";
import { createStorage, decodeContinue, encodeContinue, eventOf, isStorageError, restoreStorage } from "../../src/server/storage/index.ts";
import type { Storage, VersionRecord } from "../../src/server/storage/index.ts";
import { StorageModel } from "../model/storage-model.ts";

const FIRST = 1_000;
const PREFIXES = ["/core/pods/", "/core/pods/a/", "/core/pods/b/", "/core/nodes/", "/apps/deployments/", "/core/pods/nowhere/"];
const PATHS = [
  "/core/pods/a/x", "/core/pods/a/x0", "/core/pods/a/x-b", "/core/pods/a-b/x", "/core/pods/b/y", "/core/pods/b/\u{1f600}", "/core/pods/b/\uffee",
  "/core/nodes/n1", "/core/nodes/n2", "/apps/deployments/a/d", "/core/podss/a/x",
];

interface World {
  store: Storage;
  model: StorageModel;
  time: number;
}

interface Real {
  readonly worlds: World[];
}

/** fast-check wants a model of its own to decide what can run; here everything can. */
type Command = fc.Command<object, Real>;

function object(path: string, value: number): KubeObject {
  return Object.freeze({ apiVersion: "v1", kind: "Thing", metadata: Object.freeze({ name: path, uid: `u${path}` }), value });
}

function command(name: string, run: (world: World, real: Real) => void, which: number): Command {
  return {
    check: () => true,
    run: (_, real) => {
      const world = real.worlds[which % real.worlds.length] as World;
      world.time += 1;
      run(world, real);
      expect(world.store.current).toBe(world.model.current);
    },
    toString: () => `${name}@${which}`,
  };
}

function plain(records: readonly VersionRecord[]): [string, unknown][] {
  return records.map((r) => [r.entry.path, r.object]);
}

/** Every answer at every retained revision. */
function agree({ store, model }: World): void {
  for (let revision = model.compacted; revision <= model.current; revision++) {
    for (const prefix of PREFIXES) {
      const page = store.list({ prefix, limit: 0, at: revision });
      if (isStorageError(page)) throw new Error(`list at ${revision}: ${page.kind}`);
      expect(plain(page.items)).toEqual(model.list(prefix, revision));
      expect(page.objects).toEqual(model.list(prefix, revision).map(([, o]) => o));
      expect(page.at).toBe(revision);
    }
    for (const path of PATHS) {
      const record = store.get(path, revision);
      if (isStorageError(record)) throw new Error(`get at ${revision}: ${record.kind}`);
      expect(record?.object).toEqual(model.get(path, revision));
    }
  }
  expect(store.list({ prefix: "/core/pods/", limit: 0, at: model.current + 1 })).toMatchObject({ kind: "future", current: model.current });
  if (model.compacted > FIRST) expect(store.get("/core/nodes/n1", model.compacted - 1)).toMatchObject({ kind: "compacted", compacted: model.compacted });
  const replayed = store.replay(model.compacted);
  if (isStorageError(replayed)) throw new Error(replayed.kind);
  expect(events(replayed)).toEqual(model.writes("/", model.compacted).map((w) => ({ ...w })));
  for (const prefix of ["/core/pods/", "/core/nodes/"]) {
    const log = store.log(prefix);
    const records: VersionRecord[] = [];
    for (let at = log.after(model.compacted); at < log.end; at++) records.push(log.at(at));
    expect(events(records)).toEqual(model.writes(prefix, model.compacted));
  }
}

function events(records: Iterable<VersionRecord>): unknown[] {
  return [...records].map((r) => {
    const type = r.object === undefined ? "DELETED" : r.previous?.object === undefined ? "ADDED" : "MODIFIED";
    const event = eventOf(r, type);
    // What is told at many times is one value; a change is told to all at once, by whoever tells it.
    if (type !== "MODIFIED") expect(eventOf(r, type)).toBe(event);
    return { revision: r.revision, path: r.entry.path, type, object: event.object };
  });
}

const which = fc.nat(3);
const path = fc.constantFrom(...PATHS);
const commands = fc.commands<object, Real>(
  [
    fc.tuple(path, fc.nat(5), which).map(([p, v, w]) =>
      command(`write ${p} ${v}`, ({ store, model }) => {
        const missing = model.get(p) === undefined;
        const created = store.create(p, object(p, v));
        if (missing) model.write(p, object(p, v));
        else {
          expect(created).toMatchObject({ kind: "keyExists" });
          expect(store.put(p, object(p, v), model.current + 7)).toMatchObject({ kind: "conflict" });
          store.put(p, object(p, v), Number(model.get(p)?.metadata.resourceVersion));
          model.write(p, object(p, v));
        }
      }, w)),
    fc.tuple(path, fc.nat(2), which).map(([p, v, w]) =>
      command(`update ${p} ${v}`, ({ store, model }) => {
        const before = model.get(p);
        const outcome = store.guaranteedUpdate(p, undefined, (current) => ({ ...(current ?? object(p, v)), value: v }));
        if (before === undefined) expect(outcome).toMatchObject({ kind: "keyNotFound" });
        else if (before["value"] !== v) model.write(p, object(p, v));
      }, w)),
    fc.tuple(path, which).map(([p, w]) =>
      command(`delete ${p}`, ({ store, model }) => {
        expect(store.delete(p, { uid: "other" })).toMatchObject({ kind: model.get(p) === undefined ? "keyNotFound" : "invalidObject" });
        const outcome = store.delete(p, { uid: `u${p}` });
        if (model.get(p) === undefined) expect(outcome).toMatchObject({ kind: "keyNotFound" });
        else model.write(p, undefined);
      }, w)),
    fc.tuple(path, fc.integer({ min: 17, max: 40 }), which).map(([p, n, w]) =>
      command(`hot ${p} ${n}`, ({ store, model }) => {
        if (model.get(p) === undefined) return;
        for (let i = 0; i < n; i++) {
          store.put(p, object(p, i));
          model.write(p, object(p, i));
        }
      }, w)),
    fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), which).map(([share, w]) =>
      command(`compact ${share}`, ({ store, model }) => {
        const revision = model.compacted + Math.floor(share * (model.current - model.compacted));
        const outcome = store.compact(revision);
        if (revision === model.compacted) expect(outcome).toMatchObject({ kind: "compacted" });
        else {
          expect(outcome).toBe(revision);
          model.compacted = revision;
        }
      }, w)),
    fc.tuple(fc.nat(20), which).map(([age, w]) =>
      command(`compact older than ${age}`, ({ store, model }) => {
        const outcome = store.compactOlderThan(age);
        if (outcome !== undefined) model.compacted = outcome;
      }, w)),
    which.map((w) =>
      command("bump", ({ store, model }) => {
        store.bump();
        model.bump();
      }, w)),
    which.map((w) =>
      command("fork", ({ store, model, time }, { worlds }) => {
        if (worlds.length > 3) return;
        const world: World = { store, model: model.fork(), time };
        world.store = store.fork(() => world.time);
        worlds.push(world);
      }, w)),
    which.map((w) =>
      command("save and restore", (world) => {
        const saved: unknown = JSON.parse(JSON.stringify(world.store.snapshot()));
        world.store = restoreStorage(saved as ReturnType<Storage["snapshot"]>, () => world.time);
      }, w)),
    fc.tuple(fc.constantFrom(...PREFIXES), fc.integer({ min: 1, max: 4 }), fc.double({ min: 0, max: 1, noNaN: true }), which).map(([prefix, limit, share, w]) =>
      command(`pages ${prefix} ${limit} ${share}`, ({ store, model }) => {
        const at = model.compacted + Math.floor(share * (model.current - model.compacted));
        const expected = model.list(prefix, at);
        const seen: [string, unknown][] = [];
        let after: string | undefined = undefined;
        for (;;) {
          const page = store.list({ prefix, limit, at, count: true, ...(after === undefined ? {} : { after }) });
          if (isStorageError(page)) throw new Error(page.kind);
          seen.push(...plain(page.items));
          expect(page.remaining).toBe(expected.length - seen.length);
          expect(page.items.length).toBeLessThanOrEqual(limit);
          if (page.next === undefined) break;
          const token = decodeContinue(encodeContinue(page.next, prefix, at), prefix);
          if ("problem" in token) throw new Error(token.problem);
          expect(token.at).toBe(at);
          after = token.after;
        }
        expect(seen).toEqual(expected);
      }, w)),
  ],
  { maxCommands: 40, size: "max" },
);

test("storage agrees with a Map of full copies on every answer at every retained revision", () => {
  fc.assert(
    fc.property(commands, (cmds) => {
      const world: World = { store: undefined as unknown as Storage, model: new StorageModel(FIRST), time: 0 };
      world.store = createStorage({ firstRevision: FIRST, now: () => world.time });
      const real: Real = { worlds: [world] };
      fc.modelRun(() => ({ model: {}, real }), cmds);
      for (const each of real.worlds) agree(each);
    }),
    { numRuns: 300 },
  );
});
