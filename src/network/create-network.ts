import type { Handler } from "../api/index.ts";
import { SECOND } from "../kernel/index.ts";
import type { Micros } from "../kernel/index.ts";
import { jsonBytes } from "../wire/index.ts";
import { createBalancer } from "./balancer.ts";
import type { HealthCheck } from "./connection.ts";
import { checkFields, checkMatch, checkPartition } from "./check-fault.ts";
import type { Known } from "./check-fault.ts";
import { answerStatus } from "./answer-status.ts";
import { GO_AWAY, RESET } from "./failures.ts";
import { faultPlan } from "./fault-plan.ts";
import { InvalidNetworkOption } from "./invalid-option.ts";
import { checkLatency, NO_LATENCY, span } from "./latency.ts";
import { describeFault } from "./describe-fault.ts";
import { compileMatch, covers, matches } from "./match.ts";
import type { Guard, Network, NetworkObserver, NetworkOptions } from "./network.ts";
import { createParty } from "./party.ts";
import type { Party } from "./party.ts";
import { createPartitions, cuts } from "./partitions.ts";
import type { Partition } from "./partitions.ts";
import { createRuleBook } from "./rules.ts";
import type { Rule } from "./rules.ts";
import { Wires } from "./wires.ts";

const HEALTH_CHECK: HealthCheck = { readIdle: 30 * SECOND, pingTimeout: 15 * SECOND };
const DIAL_TIMEOUT: Micros = 30 * SECOND;
const WINDOW = 100;

/** Throws InvalidNetworkOption. */
export function createNetwork(options: NetworkOptions): Network {
  check(options);
  const { kernel: { clock, random, trace }, scope, form: usualForm = "objects" } = options;
  const drawn = random.stream("network");
  const book = createRuleBook();
  const partitions = createPartitions();
  const balancer = createBalancer(options.balance ?? "sticky", drawn.stream("balancer"));
  const handlers = new Map<string, Handler>();
  const parties = new Map<string, Party>();
  const slowness: { readonly client: string; readonly perEvent: Micros }[] = [];
  const skews: { readonly client: string; readonly by: Micros }[] = [];
  const down = new Set<string>();
  const wires = new Wires({
    clock, trace, scope, book, partitions, balancer, handlers,
    latency: options.latency ?? NO_LATENCY,
    dialTimeout: options.dialTimeout ?? DIAL_TIMEOUT,
    healthCheck: options.healthCheck ?? HEALTH_CHECK,
    window: options.window ?? WINDOW,
    weigh: options.countBytes === "always" ? jsonBytes : undefined,
  });

  function partyOf(name: string): Party {
    let party = parties.get(name);
    if (party === undefined) {
      party = createParty(name, trace.intern(`party ${name}`), drawn.stream(`latency/${name}`));
      parties.set(name, party);
      repace(party);
      reskew(party);
    }
    return party;
  }

  /** The latest word on a client holds. */
  function repace(party: Party): void {
    party.perEvent = slowness.findLast(({ client }) => covers(client, party.name))?.perEvent ?? 0;
    for (const exchange of wires.live((each) => each.party === party)) exchange.reroute(wires.instant);
  }

  function reskew(party: Party): void {
    party.skew = skews.reduce((sum, { client, by }) => (covers(client, party.name) ? sum + by : sum), 0);
  }

  /** Adds to a list of settings, and takes effect on the parties it speaks of. */
  function setting<T extends { readonly client: string }>(list: T[], one: T, renew: (party: Party) => void): Guard {
    const touch = (): void => {
      for (const party of parties.values()) if (covers(one.client, party.name)) renew(party);
    };
    list.push(one);
    touch();
    return () => {
      const at = list.indexOf(one);
      if (at < 0) return;
      list.splice(at, 1);
      touch();
    };
  }

  function takeHold(rule: Rule): void {
    if (rule.turns !== undefined) return;
    for (const exchange of wires.live(({ party, replica, request }) => matches(rule.match, party.name, replica, request))) {
      rule.seen += 1;
      wires.takeHold(exchange);
    }
  }

  function lift(rule: Rule): void {
    if (!book.remove(rule)) return;
    if (rule.seen === 0) tell(wires.observers, `matched nothing: ${describeFault({ kind: "rule", at: 0, match: rule.match.of, verdict: rule.verdict, ...rule.asked })}`);
    takeHold(rule);
  }

  function mend(partition: Partition): void {
    if (!partitions.remove(partition)) return;
    const { a, b } = partition;
    const met = [...parties.keys()].some((party) => [...handlers.keys()].some((replica) => cuts(partition, party, replica)));
    if (!met) tell(wires.observers, `cut nobody off: ${a} and ${b}, since no client of that name has connected`);
    wires.mend(partition);
  }

  /** As of now: more may come. */
  const known = (): Known => ({ replicas: [...handlers.keys()], registry: options.registry });

  function exists(field: string, replica: string): void {
    if (!handlers.has(replica)) throw new InvalidNetworkOption(field, replica, `a replica: ${[...handlers.keys()].join(", ")}`);
  }

  const network: Network = {
    serve(replica, handler) {
      handlers.set(replica, handler);
      balancer.add(replica);
    },
    get replicas() {
      return [...handlers.keys()];
    },
    connect(name, { scope: owner = scope.child(name), replica, form = usualForm } = {}) {
      if (replica !== undefined) exists("replica", replica);
      const party = partyOf(name);
      if (replica !== undefined) party.replica = replica;
      return { open: (request, sink) => wires.open(party, owner, form, request, sink) };
    },
    knows: (name) => parties.has(name),
    clock(name) {
      const party = partyOf(name);
      return { now: () => clock.now(), wall: () => clock.wall() + party.skew };
    },
    rule(match, verdict, turns = {}) {
      checkMatch("match", match, known());
      checkFields("turns", turns, ["nth", "times"]);
      const rule = book.install(match, verdict, turns);
      takeHold(rule);
      return () => lift(rule);
    },
    fail(match, asked) {
      checkFields("the answer", asked, ["status", "reason", "message", "retryAfter", "nth", "times"]);
      const { nth, times, ...answer } = asked;
      const verdict = answerStatus(answer);
      return network.rule(match, verdict, { ...(nth === undefined ? {} : { nth }), ...(times === undefined ? {} : { times }) });
    },
    partition(a, b, how = {}) {
      checkFields("the options", how, ["streams", "dials"]);
      const { streams = "halfOpen", dials = "timeout" } = how;
      const partition: Partition = { a, b, streams, dials };
      checkPartition("", partition, known());
      partitions.add(partition);
      wires.sever(partition);
      return () => mend(partition);
    },
    heal(a, b) {
      for (const partition of [...partitions.all]) if (speaksOf(partition, a, b)) mend(partition);
    },
    dropStreams(match = {}) {
      checkMatch("match", match, known());
      const compiled = compileMatch(match);
      const hit = wires.live(({ party, replica, request, link }) => request.verb === "watch" && link === "open" && matches(compiled, party.name, replica, request));
      for (const exchange of hit) exchange.fail(RESET);
      return hit.length;
    },
    slow(client, perEvent) {
      span("perEvent", perEvent);
      return setting(slowness, { client, perEvent }, repace);
    },
    skew: (client, by) => setting(skews, { client, by }, reskew),
    failover(client, to) {
      exists("to", to);
      for (const party of parties.values()) {
        if (!covers(client, party.name)) continue;
        party.replica = to;
        for (const connection of wires.connections((each) => each.party === party && each.replica !== to)) wires.reset(connection, GO_AWAY);
      }
    },
    setLatency(latency) {
      checkLatency(latency);
      wires.latency = latency;
      for (const exchange of wires.live(() => true)) exchange.reroute(wires.instant);
    },
    down(replica) {
      exists("replica", replica);
      balancer.setUp(replica, false);
      down.add(replica);
      wires.died(replica);
    },
    up(replica) {
      exists("replica", replica);
      balancer.setUp(replica, true);
      down.delete(replica);
    },
    isUp: (replica) => balancer.isUp(replica),
    apply: (fault) => plan.schedule(fault),
    calm() {
      plan.clear();
      for (const rule of [...book.rules]) lift(rule);
      network.heal();
      slowness.length = 0;
      skews.length = 0;
      for (const party of parties.values()) {
        repace(party);
        reskew(party);
      }
      for (const replica of [...down]) network.up(replica);
    },
    get calmed() {
      return plan.size === 0 && book.rules.length === 0 && partitions.all.length === 0 && slowness.length === 0 && skews.length === 0 && down.size === 0;
    },
    ledger: () => [...parties.values()].map(({ name, counts }) => ({ party: name, ...counts })),
    observe(observer) {
      wires.observe([...wires.observers, observer]);
      return () => wires.observe(wires.observers.filter((each) => each !== observer));
    },
  };
  const plan = faultPlan({ scope, now: () => clock.now(), network, known, servers: options.servers, note: (what) => tell(wires.observers, what) });
  return network;
}

function tell(observers: readonly NetworkObserver[], what: string): void {
  for (const observer of observers) observer.changed?.(what);
}

/** "Between the two", either way round; one name: whatever it is cut off from; none: all. */
function speaksOf(partition: Partition, a: string | undefined, b: string | undefined): boolean {
  const ends = [partition.a, partition.b];
  return (a === undefined || ends.includes(a)) && (b === undefined || ends.includes(b));
}

function check({ latency, dialTimeout, healthCheck, window, balance, form }: NetworkOptions): void {
  if (latency !== undefined) checkLatency(latency);
  if (dialTimeout !== undefined) span("dialTimeout", dialTimeout);
  if (healthCheck !== undefined && healthCheck !== "off") {
    span("healthCheck.readIdle", healthCheck.readIdle);
    span("healthCheck.pingTimeout", healthCheck.pingTimeout);
  }
  if (window !== undefined && (!Number.isSafeInteger(window) || window < 1)) throw new InvalidNetworkOption("window", window, "a whole number of events, 1 or more");
  if (balance !== undefined && !["sticky", "roundRobin", "random"].includes(balance)) throw new InvalidNetworkOption("balance", balance, "sticky, roundRobin or random");
  if (form !== undefined && !["objects", "bytes"].includes(form)) throw new InvalidNetworkOption("form", form, "objects or bytes");
}
