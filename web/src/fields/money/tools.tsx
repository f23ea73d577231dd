/** An amount and its currency. In a list's cell the currency stays what it is. */
import { NumberField } from "../../ui/NumberField";
import { Select } from "../../ui/Select";
import { useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { numberOperand } from "../shared/NumberTools";
import type { EditorProps, FieldTools } from "../types";
import { asMoney } from "../values";
import "../shared/shared.css";

const CURRENCIES = ["CNY", "USD", "EUR", "HKD", "JPY", "GBP", "TWD", "SGD", "KRW", "AUD", "CAD", "CHF"];
const DECIMALS = 4;

function Editor({ field, value, onChange, isInline, object: _object, recordId: _record, ...frame }: EditorProps) {
  const t = useT(fieldWords);
  const money = asMoney(value);
  const currency = money?.currency ?? field.currency ?? "CNY";
  const scale = field.scale ?? DECIMALS;
  const amount = (
    <NumberField
      {...frame}
      name={field.name}
      scale={scale}
      prefix={isInline ? currency : undefined}
      value={money?.amount ?? null}
      onChange={(text) => onChange(text === null ? null : { amount: text, currency })}
    />
  );
  if (isInline) return amount;
  const known = CURRENCIES.includes(currency) ? CURRENCIES : [currency, ...CURRENCIES];
  return (
    <div className="f-pair">
      {amount}
      <Select
        label={`${frame.label}: ${t("currency")}`}
        hideLabel
        isDisabled={frame.isDisabled}
        items={known.map((id) => ({ id, label: id }))}
        value={currency}
        onChange={(next) => onChange({ amount: money?.amount ?? "0", currency: next ?? currency })}
      />
    </div>
  );
}

export const tools: FieldTools = { Editor, Operand: numberOperand({}) };
