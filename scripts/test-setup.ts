/**
 * Properties draw from one seed, so that a run of the tests says the same twice. Other draws: FAST_CHECK_SEED=7 npm test.
 * A property that names its own seed keeps it.
 */
import { configureGlobal, readConfigureGlobal } from "fast-check";

const asked = process.env["FAST_CHECK_SEED"];
const seed = asked === undefined ? 20_260_730 : Number(asked);
if (!Number.isSafeInteger(seed)) throw new Error(`FAST_CHECK_SEED is "${asked}"; expected a whole number`);
configureGlobal({ ...readConfigureGlobal(), seed });
