/** Several pills in one line; in a list what does not fit is cut at the edge. */
import type { ReactNode } from "react";
import "./shared.css";

export function Pills({ children }: { children: ReactNode }) {
  return <span className="f-pills">{children}</span>;
}
