/** How fields stand in a form. `FormRow` puts up to two side by side, `FormSection` names a part, `FormError` says what holds for all of it. */
import type { ReactNode } from "react";
import { cx } from "../classes";
import { Callout } from "../Callout";
import "./FormRow.css";

export function FormStack({ children }: { children: ReactNode }) {
  return <div className="k-form-stack">{children}</div>;
}

export function FormRow({ columns = 1, children }: { columns?: 1 | 2; children: ReactNode }) {
  return <div className={cx("k-form-row", columns === 2 && "is-two")}>{children}</div>;
}

export function FormSection({ title, description, children }: { title: string; description?: ReactNode; children: ReactNode }) {
  return (
    <section className="k-form-section">
      <h2 className="k-form-title">{title}</h2>
      {description && <p className="k-form-note">{description}</p>}
      {children}
    </section>
  );
}

/** Nothing when there are no words. */
export function FormError({ children }: { children: string | null | undefined }) {
  return children ? <Callout tone="danger">{children}</Callout> : null;
}
