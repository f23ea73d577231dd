/** One of the icons an object may have. */
import { useEffect, useId, useState } from "react";
import { useT } from "../../lib/i18n";
import { schemaWords } from "../../lib/i18n/dict/schema";
import { cx } from "../../ui/classes";
import { Icon } from "../../ui/Icon";
import { ensureIcons, iconNames, namedIcon } from "../../ui/Icon/named";

/** All icons, two names of one shown once. */
function useIconNames(): string[] {
  const [names, setNames] = useState(iconNames);
  useEffect(() => {
    void ensureIcons(["*"]).then(() => setNames(iconNames()));
  }, []);
  return names.filter((name, index) => names.findIndex((other) => namedIcon(other) === namedIcon(name)) === index);
}

export function IconPicker({ value, onChange, isDisabled }: { value: string; onChange(icon: string): void; isDisabled?: boolean }) {
  const t = useT(schemaWords);
  const id = useId();
  const names = useIconNames();
  const shown = namedIcon(value);
  return (
    <fieldset className="k-field" disabled={isDisabled}>
      <legend className="k-field-label">{t("f.icon")}</legend>
      <div className="schema-icons" role="radiogroup" aria-label={t("f.icon")}>
        {names.map((name) => (
          <label key={name} className={cx("schema-icon", namedIcon(name) === shown && "is-on")} title={name}>
            <input type="radio" className="k-native" name={id} value={name} aria-label={name} checked={namedIcon(name) === shown} onChange={() => onChange(name)} />
            <Icon icon={namedIcon(name)} size={18} />
          </label>
        ))}
      </div>
    </fieldset>
  );
}
