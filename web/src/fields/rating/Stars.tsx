/** Filled and empty stars. */
import { Star } from "lucide";
import { Icon } from "../../ui/Icon";
import "./rating.css";

export function Stars({ value, of }: { value: number; of: number }) {
  return (
    <span className="f-stars" role="img" aria-label={`${value}/${of}`}>
      {Array.from({ length: of }, (_, index) => (
        <Icon key={index} icon={Star} size={14} className={index < value ? "f-star is-on" : "f-star"} />
      ))}
    </span>
  );
}
