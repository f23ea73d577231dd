/** The options of a choice: their order, names, colors, and whether they may still be chosen. One that is kept already is retired, never removed. */
import { Plus, X } from "lucide";
import type { Option } from "../../lib/api/types";
import { useLabel, useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { IconButton } from "../../ui/IconButton";
import { moved, SortList } from "../../ui/SortList";
import { TextField } from "../../ui/TextField";
import { ColorSelect } from "./ColorSelect";
import { COLORS, freshKey } from "./draft";

export interface OptionsEditorProps {
  options: readonly Option[];
  /** Those the field has already: their keys stand in records. */
  kept: readonly Option[];
  onChange(options: Option[]): void;
  isDisabled: boolean;
  error: string | null;
}

export function OptionsEditor({ options, kept, onChange, isDisabled, error }: OptionsEditorProps) {
  const t = useT(schemaWords);
  const label = useLabel();
  const isKept = (option: Option): boolean => kept.some(({ key }) => key === option.key);
  const set = (index: number, part: Partial<Option>) => onChange(options.map((option, place) => (place === index ? { ...option, ...part } : option)));
  const add = () => {
    onChange([...options, { key: freshKey([...options, ...kept]), label: { zh: "", en: "" }, color: COLORS[options.length % COLORS.length] ?? "gray", active: true }]);
  };
  return (
    <section className="stack is-tight">
      <h3 className="k-field-label">{t("options.title")}</h3>
      <SortList label={t("options.title")} items={options} itemId={(option) => option.key} itemLabel={(option) => label(option.label) || option.key} onMove={(from, to) => onChange([...moved(options, from, to)])} isDisabled={isDisabled}>
        {(option, index) => (
          <div className="schema-option">
            <TextField label={t("f.label")} hideLabel placeholder="中文" value={option.label.zh} onChange={(zh) => set(index, { label: { ...option.label, zh } })} isDisabled={isDisabled} maxLength={80} />
            <TextField label={t("f.label")} hideLabel placeholder="English" value={option.label.en} onChange={(en) => set(index, { label: { ...option.label, en } })} isDisabled={isDisabled} maxLength={80} />
            <ColorSelect value={option.color} onChange={(color) => set(index, { color })} isDisabled={isDisabled} />
            {isKept(option) ? (
              <Checkbox isSelected={option.active} onChange={(active) => set(index, { active })} isDisabled={isDisabled}>
                {t("options.active")}
              </Checkbox>
            ) : (
              <IconButton size="small" icon={X} label={t("options.remove")} onPress={() => onChange(options.filter((_, place) => place !== index))} isDisabled={isDisabled} />
            )}
          </div>
        )}
      </SortList>
      {!isDisabled && (
        <div>
          <Button size="small" variant="dashed" icon={Plus} onPress={add}>
            {t("options.add")}
          </Button>
        </div>
      )}
      <p className={error ? "k-field-error" : "meta"}>{error ?? t(options.length === 0 ? "options.empty" : "options.help")}</p>
    </section>
  );
}
