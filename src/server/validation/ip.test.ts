import { expect, test } from "vitest";
import { contains, parseAddress, parseRange } from "./ip.ts";

test.each([
  ["1.2.3.4", "1.2.3.4", "IPv4"], ["010.0.0.1", "10.0.0.1", "IPv4"], ["::ffff:1.2.3.4", "1.2.3.4", "IPv4"], ["::", "::", "IPv6"], ["::1", "::1", "IPv6"],
  ["2001:DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1", "IPv6"], ["1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0", "IPv6"], ["0:0:1::", "0:0:1::", "IPv6"], ["64:ff9b::1.2.3.4", "64:ff9b::102:304", "IPv6"],
])("%s is %s", (text, written, family) => {
  expect(parseAddress(text)).toMatchObject({ text: written, family });
});

test.each(["", "1.2.3", "1.2.3.256", "1.2.3.4.5", "a", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8::", "12345::", "fe80::1%eth0", ":::", "1.2.3.4::"])("%j is no address", (text) => {
  expect(parseAddress(text)).toBeUndefined();
});

test.each([["1.2.3.4", true], ["01.2.3.4", false], ["::1", true], ["::ffff:01.2.3.4", false], ["0001::", true]])("%s is read the same by strict parsers: %s", (text, strict) => {
  expect(parseAddress(text)?.strict).toBe(strict);
});

test.each([["10.0.0.1/8", "10.0.0.0/8"], ["10.0.0.0/08", "10.0.0.0/8"], ["2001:db8::1/64", "2001:db8::/64"], ["::ffff:1.2.3.4/120", "1.2.3.0/24"], ["0.0.0.0/0", "0.0.0.0/0"]])("the range of %s is %s", (text, written) => {
  expect(parseRange(text)?.text).toBe(written);
});

test.each(["10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "::/129", "10.0.0.0/8/8"])("%j is no range", (text) => {
  expect(parseRange(text)).toBeUndefined();
});

test.each([["10.0.0.0/8", "10.255.0.1", true], ["10.0.0.0/8", "11.0.0.1", false], ["::/0", "1.2.3.4", false], ["2001:db8::/32", "2001:db8:ffff::1", true]])("%s holds %s: %s", (range, address, holds) => {
  expect(contains(parseRange(range)!, parseAddress(address)!)).toBe(holds);
});
