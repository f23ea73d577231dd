/** Words of the page about what nobody works on. */
import { defineDict } from "../core";

export const orphansWords = defineDict(
  {
    "title": "无主数据",
    "words": "负责人已经不能登录的记录、共享视图和团队。每天自动查一遍，也可以现在就查。",
    "looked": "{when}查过",
    "look": "现在查一遍",
    "total": "共 {n} 项没有人负责",
    "empty": "每条记录都有人负责",
    "empty.words": "账号停用以后，名下还没转走的记录、共享视图和团队会列在这里。",
    "view": "共享视图",
    "team": "团队：{name}",
    "unknown": "已不存在的用户",
    "handOn": "交接…",
    "show": "交接进度",
    "done.look": "已重新查过",
  },
  {
    "title": "No owner",
    "words": "Records, shared views and teams of people who can't sign in any more. Looked for every day, or now.",
    "looked": "Looked {when}",
    "look": "Look again now",
    "total": "{n} {n|item has|items have} no owner",
    "empty": "Everything has an owner",
    "empty.words": "When an account is disabled, the records, shared views and teams it still has show up here.",
    "view": "Shared views",
    "team": "Team: {name}",
    "unknown": "A user who no longer exists",
    "handOn": "Hand on…",
    "show": "The handover",
    "done.look": "Looked again",
  },
);
