/** What a real apiserver says of the tables' objects. */
export const differentialRecordings: string = new URL("../recordings/differential.json.gz", import.meta.url).pathname;
