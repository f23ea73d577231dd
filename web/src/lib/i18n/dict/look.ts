/** The words of the theme and language switches, apart because sign-in needs them too. */
import { defineDict } from "../core";

export const look = defineDict(
  {
    "theme.toDark": "切换到深色",
    "theme.toLight": "切换到浅色",
    "language.toOther": "Switch to English",
  },
  {
    "theme.toDark": "Switch to dark",
    "theme.toLight": "Switch to light",
    "language.toOther": "切换到中文",
  },
);
