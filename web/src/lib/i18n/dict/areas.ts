/** Words of the areas that are several pages. */
import { defineDict } from "../core";

export const areaWords = defineDict(
  {
    security: "安全设置",
    "security.policy": "密码策略",
    "security.factors": "两步验证",
    "security.coverage": "覆盖情况",
    "security.risk": "异常登录",
  },
  {
    security: "Security settings",
    "security.policy": "Passwords",
    "security.factors": "Second step",
    "security.coverage": "Coverage",
    "security.risk": "Unusual sign-ins",
  },
);
