/** Words of the areas that are several pages. */
import { defineDict } from "../core";

export const areaWords = defineDict(
  {
    security: "安全设置",
    "security.policy": "密码策略",
    "security.factors": "两步验证",
    "security.coverage": "覆盖情况",
    "security.sso": "单点登录",
    "security.risk": "异常登录",
    "security.apps": "应用与令牌",
    people: "人员",
    "people.users": "用户",
    "people.leavers": "离职交接",
    "people.reviews": "权限复核",
    "people.orphans": "无主数据",
  },
  {
    security: "Security settings",
    "security.policy": "Passwords",
    "security.factors": "Second step",
    "security.coverage": "Coverage",
    "security.sso": "Single sign-on",
    "security.risk": "Unusual sign-ins",
    "security.apps": "Apps and tokens",
    people: "People",
    "people.users": "Users",
    "people.leavers": "Leavers",
    "people.reviews": "Rights reviews",
    "people.orphans": "No owner",
  },
);
