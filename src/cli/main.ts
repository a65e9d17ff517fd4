#!/usr/bin/env node
import { explorer } from "./judge.ts";
import { kubeloom } from "./program.ts";
import { processTerminal } from "./terminal.ts";

process.exitCode = kubeloom(process.argv.slice(2), processTerminal(), explorer);
