/** Formatted text. The editor itself is heavy and comes only when a form really shows one. */
import { Suspense } from "react";
import { Skeleton } from "../../ui/Skeleton";
import type { EditorProps, FieldTools } from "../types";
import { asText } from "../values";
import "./rich_text.css";
import { lately } from "../../ui/lately";

const Surface = lately(() => import("./Surface"), (module) => module.Surface);

function Editor({ label, value, onChange, hideLabel, error, isDisabled, autoFocus, description }: EditorProps) {
  return (
    <div className="k-field">
      <span className={hideLabel ? "sr-only" : "k-field-label"}>{label}</span>
      <Suspense fallback={<Skeleton height={120} />}>
        <Surface label={label} html={asText(value)} onChange={(html) => onChange(html === "" ? null : html)} isDisabled={isDisabled} autoFocus={autoFocus} isInvalid={Boolean(error)} />
      </Suspense>
      {error ? <span className="k-field-error">{error}</span> : description && <span className="k-field-help">{description}</span>}
    </div>
  );
}

export const tools: FieldTools = { Editor, Operand: null };
