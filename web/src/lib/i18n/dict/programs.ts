/** Words of the ways to tokens and apps. */
import { defineDict } from "../core";

export const programsWords = defineDict(
  {
    title: "程序与应用",
    words: "能以你的名义读写数据的脚本和别的软件。",
    tokens: "我的访问令牌",
    "tokens.words": "给脚本和其他系统用，代替你的密码",
    mine: "代我操作的应用",
    "mine.words": "看看允许过哪些应用，不用的收回",
    apps: "我登记的应用",
    "apps.words": "让自己开发或采购的软件接入",
    all: "应用与令牌",
    "all.words": "登记和审批应用，公司对令牌的规定",
  },
  {
    title: "Programs and apps",
    words: "Scripts and other software that read and write data in your name.",
    tokens: "My access tokens",
    "tokens.words": "For scripts and other systems, in place of your password",
    mine: "Apps that act for me",
    "mine.words": "See which apps you let in, and withdraw what you no longer need",
    apps: "Apps I registered",
    "apps.words": "Connect software that you write or buy",
    all: "Apps and tokens",
    "all.words": "Register and approve apps, and the company's rules for tokens",
  },
);
