/** Words that are said once after coming in. */
import { defineDict } from "../core";

export const reminderWords = defineDict(
  {
    "password.ends": "你的密码将在 {when} 到期，之后登录时必须更换。",
    "password.change": "现在更换",
  },
  {
    "password.ends": "Your password expires on {when}. After that you must change it to sign in.",
    "password.change": "Change it now",
  },
);
