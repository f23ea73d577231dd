/** Latitude and longitude in degrees. */
import { useState } from "react";
import { useT } from "../../lib/i18n";
import { fieldWords } from "../../lib/i18n/dict/fields";
import { NumberField } from "../../ui/NumberField";
import { readDecimal } from "../../ui/NumberField/decimal";
import type { EditorProps, FieldTools } from "../types";
import { asLocation } from "../values";
import "../shared/shared.css";

const DEGREES = { scale: 6 };

function Editor({ label, value, onChange, hideLabel, error, isDisabled, autoFocus }: EditorProps) {
  const t = useT(fieldWords);
  const location = asLocation(value);
  const [half, setHalf] = useState<{ lat: string | null; lng: string | null }>({ lat: location ? String(location.lat) : null, lng: location ? String(location.lng) : null });
  const change = (next: typeof half) => {
    setHalf(next);
    // What can't be read goes as it is, and is refused: better than keeping the old place under a new text.
    const read = (text: string): number | string => (readDecimal(text, DEGREES).fault ? text : Number(text));
    if (next.lat !== null && next.lng !== null) onChange({ lat: read(next.lat), lng: read(next.lng) });
    else if (next.lat === null && next.lng === null) onChange(null);
  };
  return (
    <fieldset className="k-field">
      <legend className={hideLabel ? "sr-only" : "k-field-label"}>{label}</legend>
      <div className="f-parts">
        <NumberField label={t("location.lat")} suffix="°" {...DEGREES} autoFocus={autoFocus} isDisabled={isDisabled} value={half.lat} onChange={(lat) => change({ ...half, lat })} onMisread={(lat) => change({ ...half, lat })} />
        <NumberField label={t("location.lng")} suffix="°" {...DEGREES} isDisabled={isDisabled} value={half.lng} onChange={(lng) => change({ ...half, lng })} onMisread={(lng) => change({ ...half, lng })} />
      </div>
      {error && <span className="k-field-error">{error}</span>}
    </fieldset>
  );
}

export const tools: FieldTools = { Editor, Operand: null };
