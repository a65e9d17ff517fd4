import type { ApiRequest } from "../api/index.ts";
import type { Match, Verdict } from "./fault.ts";
import { InvalidNetworkOption } from "./invalid-option.ts";
import { span } from "./latency.ts";
import { compileMatch, matches } from "./match.ts";
import type { CompiledMatch } from "./match.ts";

/** Which of the matching requests a rule takes. Absent: all of them, and open streams too. */
export interface Turns {
  /** 1 is the first match since the rule was installed. */
  readonly nth?: number;
  /** How many from there on. Default 1. */
  readonly times?: number;
}

export interface Rule {
  readonly match: CompiledMatch;
  readonly verdict: Verdict;
  /** As it was installed. */
  readonly asked: Turns;
  /** First and last turn taken; undefined for a standing rule. */
  readonly turns: { readonly first: number; readonly last: number } | undefined;
  /** Requests that matched; of a standing rule, streams that were open, too. */
  seen: number;
}

/**
 * Rules in the order they were installed. The first whose verdict applies wins; every rule counts every request it
 * matches, whoever wins, so that "the third" means what a reader thinks.
 */
export interface RuleBook {
  readonly rules: readonly Rule[];
  install(match: Match, verdict: Verdict, turns: Turns): Rule;
  /** False when it was not there. */
  remove(rule: Rule): boolean;
  /** Counts the request. */
  decide(from: string, to: string, request: ApiRequest): Verdict | undefined;
  /** What holds for an exchange that is already under way: standing rules only, nothing counted. */
  standing(from: string, to: string, request: ApiRequest): Verdict | undefined;
}

export function createRuleBook(): RuleBook {
  const rules: Rule[] = [];
  return {
    rules,
    install(match, verdict, turns) {
      const rule: Rule = { match: compileMatch(match), verdict: checkVerdict(verdict), turns: turnsOf(turns), asked: turns, seen: 0 };
      rules.push(rule);
      return rule;
    },
    remove(rule) {
      const at = rules.indexOf(rule);
      if (at < 0) return false;
      rules.splice(at, 1);
      return true;
    },
    decide(from, to, request) {
      let decided: Verdict | undefined;
      for (const rule of rules) {
        if (!matches(rule.match, from, to, request)) continue;
        rule.seen += 1;
        if (decided === undefined && takes(rule)) decided = rule.verdict;
      }
      return decided;
    },
    standing(from, to, request) {
      return rules.find((rule) => rule.turns === undefined && matches(rule.match, from, to, request))?.verdict;
    },
  };
}

function takes({ turns, seen }: Rule): boolean {
  return turns === undefined || (seen >= turns.first && seen <= turns.last);
}

/** @throws InvalidNetworkOption */
export function turnsOf({ nth, times }: Turns): Rule["turns"] {
  if (nth === undefined && times === undefined) return undefined;
  const first = nth ?? 1;
  const many = times ?? 1;
  if (!Number.isSafeInteger(first) || first < 1) throw new InvalidNetworkOption("nth", first, "a whole number, 1 for the first match");
  if (!Number.isSafeInteger(many) || many < 1) throw new InvalidNetworkOption("times", many, "a whole number, 1 or more");
  return { first, last: first + many - 1 };
}

const VERDICTS: readonly Verdict["do"][] = ["deliver", "delay", "drop", "silence", "truncate", "loseReply", "refuse", "answer"];

/** @throws InvalidNetworkOption */
export function checkVerdict(verdict: Verdict): Verdict {
  const what = (verdict as Verdict | undefined)?.do;
  if (what === undefined || !VERDICTS.includes(what)) throw new InvalidNetworkOption("verdict.do", what, VERDICTS.join(", "));
  if (verdict.do === "delay") span("verdict.by", verdict.by);
  if (verdict.do === "answer" && !(verdict.retryAfter === undefined || (Number.isSafeInteger(verdict.retryAfter) && verdict.retryAfter >= 0))) {
    throw new InvalidNetworkOption("verdict.retryAfter", verdict.retryAfter, "whole seconds, 0 or more");
  }
  return verdict;
}
