/** Icons for objects that customers make. */
import {
  Award, BadgeCheck, Banknote, Boxes, Briefcase, ChartColumn, CircleHelp, ClipboardList, FileText, Folder, Globe, Heart, House, Layers, Lightbulb, Mail,
  Map as MapIcon, Megaphone, Receipt, Rocket, Shield, ShoppingCart, Star, Tag, Target, Ticket, Truck, Wallet, Wrench,
} from "lucide";
import type { IconNode } from "lucide";

export const MORE_ICONS: Record<string, IconNode> = {
  award: Award,
  "badge-check": BadgeCheck,
  banknote: Banknote,
  boxes: Boxes,
  briefcase: Briefcase,
  "chart-column": ChartColumn,
  "circle-help": CircleHelp,
  "clipboard-list": ClipboardList,
  "file-text": FileText,
  file: FileText,
  folder: Folder,
  globe: Globe,
  heart: Heart,
  house: House,
  layers: Layers,
  lightbulb: Lightbulb,
  mail: Mail,
  map: MapIcon,
  megaphone: Megaphone,
  receipt: Receipt,
  rocket: Rocket,
  shield: Shield,
  "shopping-cart": ShoppingCart,
  star: Star,
  tag: Tag,
  target: Target,
  ticket: Ticket,
  truck: Truck,
  wallet: Wallet,
  wrench: Wrench,
};
