/** Words around a secret that is shown once. */
import { defineDict } from "../core";

export const secretWords = defineDict(
  {
    kept: "我已经保存好了",
    "leave.title": "还没有确认保存",
    "leave.words": "离开这一页后，就再也看不到它了。",
    leave: "仍要离开",
    stay: "留下",
    copyOf: "复制：{what}",
    select: "已选中，请按 Ctrl+C 复制",
  },
  {
    kept: "I have kept it",
    "leave.title": "Not kept yet",
    "leave.words": "Once you leave this page it can't be shown again.",
    leave: "Leave all the same",
    stay: "Stay",
    copyOf: "Copy: {what}",
    select: "Selected; press Ctrl+C to copy",
  },
);
