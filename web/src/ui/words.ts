/** The few words the components say by themselves ("close", "clear"). Everything else comes in as props. */
import { useUi } from "./locale";

const zh = {
  close: "关闭",
  clear: "清除",
  open: "打开列表",
  remove: "移除",
  loading: "正在加载",
  empty: "没有匹配的选项",
  more: "加载更多",
  dismiss: "知道了",
  chooseFile: "选择文件",
  dropHere: "把文件拖到这里，或",
  required: "必填",
  selectAll: "全选",
  selectRow: "选择此行",
  sortedUp: "升序",
  sortedDown: "降序",
  resize: "调整列宽",
  calendar: "打开日历",
  previous: "上个月",
  next: "下个月",
  notice: "通知",
  show: "显示",
  hide: "隐藏",
  move: "移动",
  moveHelp: "拖动，或用上下方向键移动",
};
const en: Record<keyof typeof zh, string> = {
  close: "Close",
  clear: "Clear",
  open: "Open the list",
  remove: "Remove",
  loading: "Loading",
  empty: "Nothing matches",
  more: "Load more",
  dismiss: "Dismiss",
  chooseFile: "choose a file",
  dropHere: "Drop a file here, or",
  required: "required",
  selectAll: "Select all",
  selectRow: "Select this row",
  sortedUp: "ascending",
  sortedDown: "descending",
  resize: "Resize column",
  calendar: "Open the calendar",
  previous: "Previous month",
  next: "Next month",
  notice: "Notifications",
  show: "Show",
  hide: "Hide",
  move: "Move",
  moveHelp: "Drag, or move with the up and down arrow keys",
};

export type UiWord = keyof typeof zh;

export function useUiWords(): (word: UiWord) => string {
  const { locale } = useUi();
  const words = locale.startsWith("zh") ? zh : en;
  return (word) => words[word];
}
