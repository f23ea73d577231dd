/** Words of the pieces that several pages share. */
import { defineDict } from "../core";

export const parts = defineDict(
  {
    "newer": "别人刚刚改过",
    "newer.words": "你填的内容还在，但不能保存到新的版本上。记下需要的内容，再载入新的。",
    "newer.load": "载入新的",
    "label.zh": "{what}（中文）",
    "label.en": "{what}（英文）",
    "unsaved.title": "有未保存的修改",
    "unsaved.words": "离开后这些修改会丢失。",
    "unsaved.leave": "放弃修改",
    "unsaved.stay": "继续编辑",
    "unsaved.count": "{n} 处修改未保存",
    "unsaved.some": "有未保存的修改",
    discard: "放弃",
  },
  {
    "newer": "Somebody changed this meanwhile",
    "newer.words": "What you typed is still here, but can't be saved over the newer version. Note what you need, then load it.",
    "newer.load": "Load the new one",
    "label.zh": "{what} (Chinese)",
    "label.en": "{what} (English)",
    "unsaved.title": "There are unsaved changes",
    "unsaved.words": "They are lost when you leave.",
    "unsaved.leave": "Discard them",
    "unsaved.stay": "Keep editing",
    "unsaved.count": "{n} unsaved {n|change|changes}",
    "unsaved.some": "Unsaved changes",
    discard: "Discard",
  },
);
