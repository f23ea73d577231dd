/** Fetches, while nothing else is going on, the code of what opens on a press, so that its first opening waits for nothing. */
import { ComboBoxCode } from "./ComboBox";
import { DialogCode } from "./Dialog";
import { DrawerCode } from "./Drawer";
import { whenIdle } from "./lately";
import { MenuCode } from "./Menu";
import { PopoverCode } from "./Popover";
import { SelectCode } from "./Select";

export const preloadOverlays = (): void => whenIdle(MenuCode, PopoverCode, DialogCode, DrawerCode);
/** What nearly every form is made of. */
export const preloadControls = (): void => whenIdle(SelectCode, ComboBoxCode);
