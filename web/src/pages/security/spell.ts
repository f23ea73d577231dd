/** How the characters of a code are said on the telephone, so that B is not heard as D or P. Not for the code itself. */
import type { Language } from "../../lib/api/types";

/** ICAO's words. */
const EN_LETTERS: Record<string, string> = {
  A: "Alfa", B: "Bravo", C: "Charlie", D: "Delta", E: "Echo", F: "Foxtrot", G: "Golf", H: "Hotel", J: "Juliett", K: "Kilo", M: "Mike",
  N: "November", P: "Papa", Q: "Quebec", R: "Romeo", S: "Sierra", T: "Tango", V: "Victor", W: "Whiskey", X: "X-ray", Y: "Yankee", Z: "Zulu",
};
/** Words that everybody has learned at school in China. */
const ZH_LETTERS: Record<string, string> = {
  A: "apple", B: "boy", C: "cat", D: "dog", E: "egg", F: "fish", G: "girl", H: "hat", J: "jeep", K: "kite", M: "milk",
  N: "nose", P: "pig", Q: "queen", R: "red", S: "sun", T: "tea", V: "vest", W: "water", X: "X光", Y: "yes", Z: "zoo",
};
const DIGITS: Record<Language, readonly string[]> = {
  zh: ["零", "一", "二", "三", "四", "五", "六", "七", "八", "九"],
  en: ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"],
};

export interface Spelled {
  character: string;
  said: string;
}

/** The groups of a code, each character with how it is said. */
export function spelled(code: string, language: Language): Spelled[][] {
  const letters = language === "zh" ? ZH_LETTERS : EN_LETTERS;
  const say = (character: string): Spelled => ({ character, said: (/\d/.test(character) ? DIGITS[language][Number(character)] : letters[character]) ?? character });
  return code.split("-").map((group) => [...group].map(say));
}
