/** Stars to press, or to move through with the arrow keys. The lit one again takes the rating back. */
import { type KeyboardEvent, useEffect, useRef } from "react";
import { Star } from "lucide";
import { Icon } from "../../ui/Icon";
import { numberOperand } from "../shared/NumberTools";
import type { EditorProps, FieldTools } from "../types";
import { asText } from "../values";
import { starsOf } from "./face";
import "./rating.css";

function Editor({ field, label, value, onChange, hideLabel, error, isDisabled, autoFocus }: EditorProps) {
  const of = starsOf(field);
  const now = Number(asText(value)) || 0;
  const group = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (autoFocus) group.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  }, [autoFocus]);
  const onKeyDown = (event: KeyboardEvent) => {
    const step = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(1, Math.min(of, now + step));
    onChange(next);
    group.current?.querySelectorAll<HTMLElement>("button")[next - 1]?.focus();
  };
  return (
    <div className="k-field">
      {!hideLabel && <span className="k-field-label">{label}</span>}
      <div ref={group} role="radiogroup" aria-label={label} className="f-stars" onKeyDown={onKeyDown}>
        {Array.from({ length: of }, (_, index) => (
          <button
            key={index}
            type="button"
            role="radio"
            aria-checked={now === index + 1}
            aria-label={`${index + 1}/${of}`}
            tabIndex={index + 1 === Math.max(1, now) ? 0 : -1}
            disabled={isDisabled}
            className="f-star-button"
            onClick={() => onChange(now === index + 1 ? null : index + 1)}
          >
            <Icon icon={Star} size={17} className={index < now ? "f-star is-on" : "f-star"} />
          </button>
        ))}
      </div>
      {error && <span className="k-field-error">{error}</span>}
    </div>
  );
}

export const tools: FieldTools = { Editor, Operand: numberOperand({ isWhole: true }) };
