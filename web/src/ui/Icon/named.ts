/** Icons an object or field may name in its metadata. An unknown name gets the plain box. */
import {
  Award, BadgeCheck, Banknote, Box, Boxes, Briefcase, Building2, CalendarDays, ChartColumn, CircleHelp, ClipboardList, FileText, Folder,
  Globe, Handshake, Heart, House, Layers, Lightbulb, Mail, Map as MapIcon, MapPin, Megaphone, Package, Phone, Receipt, Rocket, Shield, ShoppingCart,
  Sprout, SquareCheck, Star, StickyNote, Tag, Target, Ticket, Truck, UserRound, UsersRound, Wallet, Wrench,
} from "lucide";
import type { IconNode } from "lucide";

export const NAMED_ICONS: Record<string, IconNode> = {
  award: Award, "badge-check": BadgeCheck, banknote: Banknote, box: Box, boxes: Boxes, briefcase: Briefcase, "building-2": Building2, building: Building2,
  "calendar-days": CalendarDays, calendar: CalendarDays, "chart-column": ChartColumn, "circle-help": CircleHelp, "clipboard-list": ClipboardList,
  "file-text": FileText, file: FileText, folder: Folder, globe: Globe, handshake: Handshake, heart: Heart, house: House, layers: Layers,
  lightbulb: Lightbulb, mail: Mail, map: MapIcon, "map-pin": MapPin, megaphone: Megaphone, package: Package, phone: Phone, receipt: Receipt,
  rocket: Rocket, shield: Shield, "shopping-cart": ShoppingCart, sprout: Sprout, "square-check": SquareCheck, "check-square": SquareCheck, star: Star,
  "sticky-note": StickyNote, note: StickyNote, tag: Tag, target: Target, ticket: Ticket, truck: Truck, "user-round": UserRound, user: UserRound,
  "users-round": UsersRound, users: UsersRound, wallet: Wallet, wrench: Wrench,
};

export function namedIcon(name: string): IconNode {
  return NAMED_ICONS[name] ?? Box;
}
