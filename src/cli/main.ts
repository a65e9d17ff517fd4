#!/usr/bin/env node
import { kubeloom } from "./program.ts";
import { processTerminal } from "./terminal.ts";

process.exitCode = kubeloom(process.argv.slice(2), processTerminal());
