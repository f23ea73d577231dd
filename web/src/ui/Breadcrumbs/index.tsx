/** Where this page lies. The last part is the page itself and no link. */
import { ChevronRight } from "lucide";
import { Fragment } from "react";
import { Icon } from "../Icon";
import { Link } from "../Link";
import "./Breadcrumbs.css";

export interface Crumb {
  label: string;
  href?: string;
}

export function Breadcrumbs({ label, items }: { label: string; items: readonly Crumb[] }) {
  return (
    <nav aria-label={label} className="k-crumbs">
      {items.map((item, index) => (
        <Fragment key={index}>
          {index > 0 && <Icon icon={ChevronRight} size={14} />}
          {item.href && index < items.length - 1 ? (
            <Link href={item.href} isQuiet>
              {item.label}
            </Link>
          ) : (
            <span className="k-crumb-here ellipsis" aria-current={index === items.length - 1 ? "page" : undefined}>
              {item.label}
            </span>
          )}
        </Fragment>
      ))}
    </nav>
  );
}
