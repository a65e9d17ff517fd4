/** A column of a table: its heading, and where its cells stand. */
export interface Column {
  readonly title: string;
  readonly align?: "left" | "right";
}

/** A text with how it is painted once its width is known. */
export interface Cell {
  readonly text: string;
  readonly paint?: (text: string) => string;
}

export interface TableStyle {
  readonly indent: string;
  readonly heading: (text: string) => string;
}

/** Lines of a table as wide as its widest cells; no line ends in blanks. */
export function tableLines(columns: readonly Column[], rows: readonly (readonly Cell[])[], { indent, heading }: TableStyle): readonly string[] {
  const widths = columns.map(({ title }, i) => Math.max(widthOf(title), ...rows.map((row) => widthOf(row[i]?.text ?? ""))));
  const line = (cells: readonly Cell[]): string => {
    const parts = cells.map(({ text, paint = same }, i) => {
      const gap = " ".repeat(Math.max(0, (widths[i] ?? 0) - widthOf(text)));
      if (columns[i]?.align === "right") return gap + paint(text);
      return i === cells.length - 1 ? paint(text) : paint(text) + gap;
    });
    return (indent + parts.join("  ")).trimEnd();
  };
  return [line(columns.map(({ title }) => ({ text: title, paint: heading }))), ...rows.map(line)];
}

/** Characters, not code units. */
function widthOf(text: string): number {
  return Array.from(text).length;
}

function same(text: string): string {
  return text;
}
