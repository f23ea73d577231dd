/** Words of going away to a sign-in service. */
import { defineDict } from "../core";

export const awayWords = defineDict(
  {
    "signIn": "用{name}登录",
    "accept": "用{name}接受邀请",
    "prove": "到{name}确认",
    "refused": "返回的登录地址不安全，没有打开。",
    "unavailable": "登录服务暂时没有回应。请稍后再试；一直这样的话，请联系管理员。",
    "gone": "这项登录服务已停用或已移除，请刷新页面。",
  },
  {
    "signIn": "Sign in with {name}",
    "accept": "Accept with {name}",
    "prove": "Confirm at {name}",
    "refused": "The address to sign in at is not safe and was not opened.",
    "unavailable": "The sign-in service does not answer. Try again shortly; if it stays like this, tell your administrator.",
    "gone": "This sign-in service was turned off or removed. Reload the page.",
  },
);
