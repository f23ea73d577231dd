/** What a place says while it is empty: a drawing, one sentence of what will live here, and the action that fills it. */
import type { ReactNode } from "react";
import { Figure, type FigureName } from "./Figure";
import "./EmptyState.css";

export interface EmptyStateProps {
  figure?: FigureName;
  title: string;
  description?: ReactNode;
  /** The main action first. */
  actions?: ReactNode;
}

export function EmptyState({ figure = "sheet", title, description, actions }: EmptyStateProps) {
  return (
    <div className="k-empty">
      <Figure name={figure} />
      <p className="k-empty-title">{title}</p>
      {description && <p className="k-empty-words">{description}</p>}
      {actions && <div className="k-empty-actions">{actions}</div>}
    </div>
  );
}
