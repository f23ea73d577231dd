/** One line of text. `reveal` adds the eye of a password field and says when caps lock is on. */
import { Eye, EyeOff } from "lucide";
import { type HTMLInputAutoCompleteAttribute, type KeyboardEvent, type ReactNode, type Ref, useState } from "react";
import { Group } from "react-aria-components/Group";
import { Input } from "react-aria-components/Input";
import { TextField as AriaTextField } from "react-aria-components/TextField";
import { ariaFieldProps, FieldFoot, type FieldFrameProps, FieldLabel } from "../Field";
import { IconButton } from "../IconButton";
import { useUiWords } from "../words";

export interface TextFieldProps extends FieldFrameProps {
  value: string;
  onChange(value: string): void;
  onBlur?(): void;
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
  const { label, description, error, hideLabel, isRequired, value, onChange, type = "text", prefix, suffix, reveal, capsLockHint } = props;
  const [shown, setShown] = useState(false);
  const [caps, setCaps] = useState(false);
  const word = useUiWords();
  const watchCaps = capsLockHint ? (event: KeyboardEvent<HTMLInputElement>) => setCaps(event.getModifierState("CapsLock")) : undefined;
  return (
    <AriaTextField {...ariaFieldProps(props)} className="k-field" value={value} onChange={onChange} type={reveal && shown ? "text" : type}>
      <FieldLabel label={label} isRequired={isRequired} hideLabel={hideLabel} />
      <Group className="k-control">
        {prefix && <span className="k-control-affix">{prefix}</span>}
        <Input
          ref={props.inputRef}
          placeholder={props.placeholder}
          inputMode={props.inputMode}
          autoComplete={props.autoComplete ?? "off"}
          maxLength={props.maxLength}
          spellCheck={props.spellCheck ?? false}
          onBlur={() => {
            setCaps(false);
            props.onBlur?.();
          }}
          onKeyDown={props.onKeyDown}
          onKeyUp={watchCaps}
          style={props.align === "end" ? { textAlign: "end", fontVariantNumeric: "tabular-nums" } : undefined}
        />
        {suffix && <span className="k-control-affix">{suffix}</span>}
        {reveal && <IconButton size="small" icon={shown ? EyeOff : Eye} label={word(shown ? "hide" : "show")} onPress={() => setShown(!shown)} aria-pressed={shown} />}
      </Group>
      <FieldFoot description={caps && capsLockHint ? capsLockHint : description} error={error} />
    </AriaTextField>
  );
}
