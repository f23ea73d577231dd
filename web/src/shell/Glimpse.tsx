/** A small living picture of the product beside sign-in, drawn with its own components. Decoration: nothing in it is data. */
import { ShieldCheck } from "lucide";
import type { Label } from "../lib/api/types";
import { useLabel, useT } from "../lib/i18n";
import { signin } from "../lib/i18n/dict/signin";
import { Avatar } from "../ui/Avatar";
import { Icon } from "../ui/Icon";
import { Pill, type PillColor } from "../ui/Pill";

const DEALS: { deal: 1 | 2 | 3 | 4; color: PillColor; amount: string; width: number; person: Label }[] = [
  { deal: 1, color: "violet", amount: "¥1,280,000", width: 46, person: { zh: "沈佳宁", en: "Mara Voss" } },
  { deal: 2, color: "amber", amount: "¥860,000", width: 62, person: { zh: "陈思远", en: "Ava Reed" } },
  { deal: 3, color: "teal", amount: "¥2,340,000", width: 80, person: { zh: "周新", en: "Tom Hale" } },
  { deal: 4, color: "green", amount: "$310,000", width: 100, person: { zh: "林婉清", en: "Grace Lin" } },
];

export function Glimpse() {
  const t = useT(signin);
  const label = useLabel();
  return (
    <aside className="glimpse">
      <div className="glimpse-words">
        <p className="glimpse-head">{t("glimpse.head")}</p>
        <p className="glimpse-note">{t("glimpse.words")}</p>
      </div>
      <div className="glimpse-sheet" aria-hidden="true">
        <div className="glimpse-bar">
          <span>{t("glimpse.list")}</span>
          <span className="meta num">4</span>
        </div>
        {DEALS.map(({ deal, color, amount, person, width }) => (
          <div key={deal} className="glimpse-row">
            <Avatar name={t(`glimpse.deal${deal}`)} kind="record" size={24} />
            <span className="glimpse-name ellipsis">{t(`glimpse.deal${deal}`)}</span>
            <Pill color={color}>{t(`glimpse.stage${deal}`)}</Pill>
            <span className="glimpse-track">
              <span className={`is-${color}`} style={{ width: `${width}%` }} />
            </span>
            <span className="num glimpse-amount">{amount}</span>
            <Avatar name={label(person)} size={20} />
          </div>
        ))}
        <div className="glimpse-log">
          <Icon icon={ShieldCheck} size={15} />
          <span className="ellipsis">{t("glimpse.log")}</span>
          <span className="mono">9f3c…e17a</span>
        </div>
      </div>
    </aside>
  );
}
