/** One of the seven colors, by name and by look. */
import type { Color } from "../../lib/api/types";
import { useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { NativeSelect } from "../../ui/NativeSelect";
import { COLORS } from "./draft";

export function ColorSelect({ value, onChange, isDisabled }: { value: Color; onChange(color: Color): void; isDisabled?: boolean }) {
  const t = useT(schemaWords);
  return (
    <span className={`schema-color is-${value}`}>
      <NativeSelect label={t("options.color")} items={COLORS.map((id) => ({ id, label: t(`color.${id}`) }))} value={value} onChange={onChange} isDisabled={isDisabled} isWide />
    </span>
  );
}
