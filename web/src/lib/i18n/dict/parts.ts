/** Words of the pieces that several pages share. */
import { defineDict } from "../core";

export const parts = defineDict(
  {
    "label.zh": "{what}（中文）",
    "label.en": "{what}（英文）",
  },
  {
    "label.zh": "{what} (Chinese)",
    "label.en": "{what} (English)",
  },
);
