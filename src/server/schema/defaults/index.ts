import type { DefaultsTable } from "../struct-defaults.ts";
import { coreDefaults } from "./core.ts";
import { otherDefaults } from "./others.ts";
import { podDefaults } from "./pods.ts";
import { workloadDefaults } from "./workloads.ts";

/** What each struct of the built-in types fills in of itself. */
export const defaultsOf: DefaultsTable = { ...coreDefaults, ...podDefaults, ...workloadDefaults, ...otherDefaults };
