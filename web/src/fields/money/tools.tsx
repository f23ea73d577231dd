/** An amount and its currency. In a list's cell the currency stays what it is. */
import { useState } from "react";
import { NumberField } from "../../ui/NumberField";
import { Select } from "../../ui/Select";
import { useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { numberLimits } from "../limits";
import { numberOperand } from "../shared/NumberTools";
import type { EditorProps, FieldTools } from "../types";
import { asMoney } from "../values";
import "../shared/shared.css";

const CURRENCIES = ["CNY", "USD", "EUR", "HKD", "JPY", "GBP", "TWD", "SGD", "KRW", "AUD", "CAD", "CHF"];

function Editor({ field, value, onChange, isInline, object: _object, recordId: _record, ...frame }: EditorProps) {
  const t = useT(fieldWords);
  const money = asMoney(value);
  /** Chosen before there is an amount: a currency alone is no value, and nobody asked for nought. */
  const [chosen, setChosen] = useState<string | null>(null);
  const currency = money?.currency ?? chosen ?? field.currency ?? "CNY";
  const amount = (
    <NumberField
      {...frame}
      name={field.name}
      {...numberLimits(field)}
      currency={currency}
      prefix={isInline ? currency : undefined}
      value={money?.amount ?? null}
      onChange={(text) => onChange(text === null ? null : { amount: text, currency })}
      onMisread={(text) => onChange({ amount: text, currency })}
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
        onChange={(next) => {
          setChosen(next);
          if (money) onChange({ amount: money.amount, currency: next ?? currency });
        }}
      />
    </div>
  );
}

export const tools: FieldTools = { Editor, Operand: numberOperand({}) };
