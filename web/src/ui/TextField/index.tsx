/** One line of text. `reveal` adds the eye of a password field; `capsLockHint` says when caps lock is on. */
import { Eye, EyeOff } from "lucide";
import { type FocusEvent, type HTMLInputAutoCompleteAttribute, type KeyboardEvent, type ReactNode, type Ref, useState } from "react";
import { NativeField } from "../Field/frame";
import type { FieldFrameProps } from "../Field/types";
import { IconButton } from "../IconButton";
import { useUiWords } from "../words";

export interface TextFieldProps extends FieldFrameProps {
  value: string;
  onChange(value: string): void;
  onBlur?(): void;
  onFocus?(event: FocusEvent<HTMLInputElement>): void;
  onKeyDown?(event: KeyboardEvent<HTMLInputElement>): void;
  type?: "text" | "email" | "tel" | "url" | "password" | "search";
  inputMode?: "text" | "decimal" | "numeric" | "email" | "tel" | "url" | "search";
  autoComplete?: HTMLInputAutoCompleteAttribute;
  placeholder?: string;
  maxLength?: number;
  spellCheck?: boolean;
  prefix?: ReactNode;
  suffix?: ReactNode;
  reveal?: boolean;
  /** The word said while caps lock is on, for password fields. */
  capsLockHint?: string;
  align?: "start" | "end";
  inputRef?: Ref<HTMLInputElement>;
}

export function TextField(props: TextFieldProps) {
  const { value, onChange, type = "text", prefix, suffix, reveal, capsLockHint, isDisabled } = props;
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const word = useUiWords();
  const frame = caps && capsLockHint ? { ...props, description: capsLockHint } : props;
  return (
    <NativeField frame={frame}>
      {(ids) => (
        <div className="k-control" data-invalid={props.error ? true : undefined} data-disabled={isDisabled || undefined}>
          {prefix && <span className="k-control-affix">{prefix}</span>}
          <input
            {...ids}
            ref={props.inputRef}
            type={reveal && shown ? "text" : type}
            name={props.name}
            value={value}
            disabled={isDisabled}
            readOnly={props.isReadOnly}
            autoFocus={props.autoFocus}
            placeholder={props.placeholder}
            inputMode={props.inputMode}
            autoComplete={props.autoComplete ?? "off"}
            maxLength={props.maxLength}
            spellCheck={props.spellCheck ?? false}
            onChange={(event) => onChange(event.target.value)}
            onFocus={props.onFocus}
            onBlur={() => {
              setCaps(false);
              props.onBlur?.();
            }}
            onKeyDown={props.onKeyDown}
            onKeyUp={capsLockHint ? (event) => setCaps(event.getModifierState("CapsLock")) : undefined}
            className={props.align === "end" ? "is-end num" : undefined}
          />
          {suffix && <span className="k-control-affix">{suffix}</span>}
          {reveal && <IconButton size="small" icon={shown ? EyeOff : Eye} label={word(shown ? "hide" : "show")} onPress={() => setShown(!shown)} aria-pressed={shown} />}
        </div>
      )}
    </NativeField>
  );
}
