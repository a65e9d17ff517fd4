// The command from a checkout. Plain JavaScript, so that the cache is in place before Node has to strip a type.
import { enableCompileCache } from "node:module";

enableCompileCache();
await import("../src/cli/main.ts");
