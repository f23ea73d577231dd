/** The parts of a postal address. */
import type { Address } from "../../lib/api/types";
import { useLanguage, useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { TextField } from "../../ui/TextField";
import type { EditorProps, FieldTools } from "../types";
import { asAddress } from "../values";
import "../shared/shared.css";

type Part = keyof Address;
const LARGE_FIRST: readonly Part[] = ["country", "province", "city", "district", "street", "postcode"];
const SMALL_FIRST: readonly Part[] = ["street", "district", "city", "province", "postcode", "country"];

function Editor({ field, label, value, onChange, hideLabel, error, isDisabled, autoFocus }: EditorProps) {
  const t = useT(fieldWords);
  const language = useLanguage();
  const address = asAddress(value);
  const parts = language === "zh" ? LARGE_FIRST : SMALL_FIRST;
  const change = (part: Part, text: string) => {
    const next = { ...address, [part]: text };
    if (text === "") delete next[part];
    onChange(Object.keys(next).length === 0 ? null : next);
  };
  return (
    <fieldset className="k-field" disabled={isDisabled}>
      <legend className={hideLabel ? "sr-only" : "k-field-label"}>{label}</legend>
      <div className="f-parts">
        {parts.map((part, index) => (
          <div key={part} className={part === "street" ? "is-wide" : undefined}>
            <TextField
              label={t(`address.${part}`)}
              name={`${field.name}.${part}`}
              autoFocus={autoFocus && index === 0}
              isDisabled={isDisabled}
              maxLength={part === "street" ? 300 : 100}
              value={address[part] ?? ""}
              onChange={(text) => change(part, text)}
            />
          </div>
        ))}
      </div>
      {error && <span className="k-field-error">{error}</span>}
    </fieldset>
  );
}

export const tools: FieldTools = { Editor, Operand: null };
