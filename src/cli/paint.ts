/** Colours of a text, or none of them. */
export type Paint = { readonly [colour in Colour]: (text: string) => string };

type Colour = "bold" | "dim" | "good" | "bad" | "fault" | "accent" | "stale";

/** Codes of the terminal's own palette, so that they fit light and dark screens. */
const CODES: { readonly [colour in Colour]: readonly [number, number] } = {
  bold: [1, 22],
  dim: [2, 22],
  good: [32, 39],
  bad: [31, 39],
  stale: [33, 39],
  accent: [34, 39],
  fault: [35, 39],
};

export const plain: Paint = paintWith(() => (text) => text);
export const coloured: Paint = paintWith((colour) => {
  const [on, off] = CODES[colour];
  return (text) => (text === "" ? "" : `\u001b[${on}m${text}\u001b[${off}m`);
});

/** Only on a terminal, and not where NO_COLOR says otherwise (https://no-color.org: set and not empty). */
export function paintFor(isTerminal: boolean, environment: { readonly [name: string]: string | undefined }): Paint {
  const refused = (environment["NO_COLOR"] ?? "") !== "" || environment["TERM"] === "dumb";
  return isTerminal && !refused ? coloured : plain;
}

function paintWith(of: (colour: Colour) => (text: string) => string): Paint {
  return {
    bold: of("bold"), dim: of("dim"), good: of("good"), bad: of("bad"), fault: of("fault"), accent: of("accent"), stale: of("stale"),
  };
}
