/** The ways to what acts in the reader's name: tokens, apps they allowed, apps they registered. */
import { AppWindow, ChevronRight, KeySquare, Plug } from "lucide";
import { useMe } from "../../lib/api/hooks";
import { useT } from "../../lib/i18n";
import { programsWords } from "../../lib/i18n/dict/programs";
import { FormSection } from "../../ui/FormRow";
import { Icon } from "../../ui/Icon";
import { Link } from "../../ui/Link";

const PLACES = [
  { id: "tokens", href: "/security/my-tokens", icon: KeySquare },
  { id: "mine", href: "/security/my-apps", icon: Plug },
  { id: "apps", href: "/security/apps", icon: AppWindow },
] as const;

export function Programs() {
  const t = useT(programsWords);
  const { security } = useMe().can;
  return (
    <FormSection title={t("title")} description={t("words")}>
      <div className="card-list">
        {PLACES.map(({ id, href, icon }) => {
          const place = id === "apps" && security ? "all" : id;
          return (
            <Link key={id} href={href} isPlain className="card-row">
              <span className="factor-icon">
                <Icon icon={icon} size={17} />
              </span>
              <span className="card-words">
                <span className="card-title">{t(place)}</span>
                <span className="meta">{t(`${place}.words`)}</span>
              </span>
              <Icon icon={ChevronRight} size={16} />
            </Link>
          );
        })}
      </div>
    </FormSection>
  );
}
