/** Words of proving once more who one is. */
import { defineDict } from "../core";

export const stepUpWords = defineDict(
  {
    "title": "请确认是你本人",
    "words": "这项操作影响安全。验证后 15 分钟内不再询问。",
    "gone": "用时太久，请重新验证。",
    "elsewhere": "需要先完成登录的其他步骤。请退出后重新登录。",
  },
  {
    "title": "Please confirm that it is you",
    "words": "This touches security. Once you have proved it you are not asked again for 15 minutes.",
    "gone": "That took too long. Please verify again.",
    "elsewhere": "Your sign-in has another step to finish. Sign out and sign in again.",
  },
);
