/** Theme and language as two buttons. */
import { Languages, Moon, Sun } from "lucide";
import { useT } from "../lib/i18n";
import { look } from "../lib/i18n/dict/look";
import { usePreferences } from "../lib/preferences";
import { IconButton } from "../ui/IconButton";

export function LookButtons() {
  const t = useT(look);
  const { shownTheme, language, change } = usePreferences();
  const dark = shownTheme === "dark";
  return (
    <span className="look-buttons">
      <IconButton icon={dark ? Sun : Moon} label={t(dark ? "theme.toLight" : "theme.toDark")} onPress={() => change({ theme: dark ? "light" : "dark" })} />
      <IconButton icon={Languages} label={t("language.toOther")} onPress={() => change({ language: language === "zh" ? "en" : "zh" })} />
    </span>
  );
}
