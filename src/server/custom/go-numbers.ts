/** A float as Go's "%v" prints it: 0.5, 1e+06. @source go src/fmt/format.go, strconv/ftoa.go ('g' with the shortest precision) */
export function goFloat(value: number): string {
  const [mantissa = "", exponent = "0"] = value.toExponential().split("e");
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(value);
  return `${mantissa}e${power < 0 ? "-" : "+"}${String(Math.abs(power)).padStart(2, "0")}`;
}
