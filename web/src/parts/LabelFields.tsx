/** A name in both languages, side by side. */
import type { Label } from "../lib/api/types";
import { useT } from "../lib/i18n";
import { parts } from "../lib/i18n/dict/parts";
import { FormRow } from "../ui/FormRow";
import { TextField } from "../ui/TextField";

export interface LabelFieldsProps {
  /** What is named, such as "Name". */
  label: string;
  value: Label;
  onChange(value: Label): void;
  error?: string | null;
  isRequired?: boolean;
  isDisabled?: boolean;
  autoFocus?: boolean;
  maxLength?: number;
}

export function LabelFields({ label, value, onChange, error, maxLength = 80, ...rest }: LabelFieldsProps) {
  const t = useT(parts);
  // Below the one that is missing; what else is wrong, below the first.
  const isAtEn = value.zh.trim() !== "" && value.en.trim() === "";
  return (
    <FormRow columns={2}>
      <TextField {...rest} label={t("label.zh", { what: label })} value={value.zh} onChange={(zh) => onChange({ ...value, zh })} error={isAtEn ? null : error} maxLength={maxLength} />
      <TextField {...rest} autoFocus={false} isRequired={false} label={t("label.en", { what: label })} value={value.en} onChange={(en) => onChange({ ...value, en })} error={isAtEn ? error : null} maxLength={maxLength} />
    </FormRow>
  );
}
