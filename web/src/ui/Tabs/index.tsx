/** Parts of one page, one at a time. */
import type { ReactNode } from "react";
import { Tab, TabList, TabPanel, Tabs as AriaTabs } from "react-aria-components/Tabs";
import { Icon, type IconNode } from "../Icon";
import "./Tabs.css";

export interface TabItem {
  id: string;
  label: string;
  icon?: IconNode;
  count?: number | null;
  content: ReactNode;
}

export interface TabsProps {
  label: string;
  items: readonly TabItem[];
  selected: string;
  onSelect(id: string): void;
}

export function Tabs({ label, items, selected, onSelect }: TabsProps) {
  return (
    <AriaTabs className="k-tabs" selectedKey={selected} onSelectionChange={(key) => onSelect(String(key))}>
      <TabList aria-label={label} className="k-tabs-list" items={items}>
        {(item) => (
          <Tab id={item.id} className="k-tab">
            {item.icon && <Icon icon={item.icon} size={15} />}
            {item.label}
            {item.count != null && <span className="k-tab-count num">{item.count}</span>}
          </Tab>
        )}
      </TabList>
      {items.map((item) => (
        <TabPanel key={item.id} id={item.id} className="k-tab-panel">
          {item.content}
        </TabPanel>
      ))}
    </AriaTabs>
  );
}
