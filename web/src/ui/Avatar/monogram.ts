/** The one or two characters that stand for a person or a record, and the tint that goes with them. */

const CJK = /\p{Script=Han}/u;
/** Places that begin so many company names that they tell nothing apart. */
const PLACES =
  /^(中国|北京|上海|天津|重庆|广东|广州|深圳|珠海|佛山|东莞|江苏|南京|苏州|无锡|常州|浙江|杭州|宁波|温州|福建|福州|厦门|山东|济南|青岛|四川|成都|湖北|武汉|湖南|长沙|河南|郑州|河北|石家庄|陕西|西安|辽宁|沈阳|大连|吉林|长春|黑龙江|哈尔滨|安徽|合肥|江西|南昌|云南|昆明|贵州|贵阳|广西|南宁|海南|海口|香港|澳门|台湾|内蒙古|新疆|西藏|宁夏|青海|甘肃|兰州|山西|太原)(省|市)?/;
export const TINTS = ["blue", "violet", "amber", "teal", "green", "red", "gray"] as const;
export type Tint = (typeof TINTS)[number];

function first(text: string): string {
  const [segment] = new Intl.Segmenter().segment(text);
  return segment?.segment ?? "";
}

/** The surname's first character for a Chinese name, two initials for a Latin one. */
export function personMonogram(name: string): string {
  const trimmed = name.trim();
  if (trimmed === "") return "?";
  if (CJK.test(first(trimmed))) return first(trimmed);
  const words = trimmed.split(/[\s.·-]+/).filter(Boolean);
  const last = words.length > 1 ? first(words.at(-1) ?? "") : "";
  return (first(words[0] ?? "") + last).toUpperCase();
}

/** The telling character of a record's name: 明 for 南京明德半导体, N for Northwind. */
export function recordMonogram(label: string): string {
  const trimmed = label.trim();
  const rest = trimmed.replace(PLACES, "");
  return (first(rest === "" ? trimmed : rest) || "?").toUpperCase();
}

/** The same text always has the same tint. */
export function tintOf(text: string): Tint {
  let hash = 7;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return TINTS[hash % (TINTS.length - 1)] ?? "gray";
}
