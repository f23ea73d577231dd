/** Yes or no. In a list's cell both can be picked, in a form it is a switch. */
import { useT } from "../../lib/i18n";
import { Select } from "../../ui/Select";
import { Switch } from "../../ui/Switch";
import type { EditorProps, FieldTools, OperandProps } from "../types";

function YesNo({ label, value, onChange, isOpen }: { label: string; value: unknown; onChange(value: unknown): void; isOpen?: boolean }) {
  const t = useT();
  return (
    <Select
      label={label}
      hideLabel
      autoFocus={isOpen}
      defaultOpen={isOpen}
      items={[
        { id: "true", label: t("yes") },
        { id: "false", label: t("no") },
      ]}
      value={typeof value === "boolean" ? String(value) : null}
      onChange={(key) => onChange(key === "true")}
    />
  );
}

function Editor({ label, value, onChange, isInline, isDisabled, error }: EditorProps) {
  if (isInline) return <YesNo label={label} value={value} onChange={onChange} isOpen />;
  return (
    <div className="k-field">
      <Switch isSelected={value === true} isDisabled={isDisabled} onChange={onChange}>
        {label}
      </Switch>
      {error && <span className="k-field-error">{error}</span>}
    </div>
  );
}

const Operand = ({ label, value, onChange }: OperandProps) => <YesNo label={label} value={value} onChange={onChange} />;

export const tools: FieldTools = { Editor, Operand };
