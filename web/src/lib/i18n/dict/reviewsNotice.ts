/** Words that tell somebody that reviews wait for them. */
import { defineDict } from "../core";

export const reviewsNoticeWords = defineDict(
  {
    "notice": "有 {n} 位同事的权限等你复核",
    "notice.words": "有人进了你的团队，或者换了角色，请确认一下现在的权限。",
    "notice.open": "去复核",
  },
  {
    "notice": "The rights of {n} {n|colleague|colleagues} wait for you to confirm",
    "notice.words": "Somebody came into your team, or has other roles. See whether what they may do now is right.",
    "notice.open": "Review",
  },
);
