/** The one set of icons: lucide, imported one by one so that only these reach the bundle. */
import ArrowDown from '@lucide/svelte/icons/arrow-down';
import ArrowDownNarrowWide from '@lucide/svelte/icons/arrow-down-narrow-wide';
import ArrowDownUp from '@lucide/svelte/icons/arrow-down-up';
import ArrowLeft from '@lucide/svelte/icons/arrow-left';
import ArrowRight from '@lucide/svelte/icons/arrow-right';
import ArrowUp from '@lucide/svelte/icons/arrow-up';
import Binary from '@lucide/svelte/icons/binary';
import BookOpen from '@lucide/svelte/icons/book-open';
import Calculator from '@lucide/svelte/icons/calculator';
import Calendar from '@lucide/svelte/icons/calendar';
import ChartColumn from '@lucide/svelte/icons/chart-column';
import ChartLine from '@lucide/svelte/icons/chart-line';
import ChartScatter from '@lucide/svelte/icons/chart-scatter';
import Check from '@lucide/svelte/icons/check';
import ChevronDown from '@lucide/svelte/icons/chevron-down';
import ChevronLeft from '@lucide/svelte/icons/chevron-left';
import ChevronRight from '@lucide/svelte/icons/chevron-right';
import ChevronUp from '@lucide/svelte/icons/chevron-up';
import CircleAlert from '@lucide/svelte/icons/circle-alert';
import CircleCheck from '@lucide/svelte/icons/circle-check';
import CircleQuestionMark from '@lucide/svelte/icons/circle-question-mark';
import CircleX from '@lucide/svelte/icons/circle-x';
import ClipboardPaste from '@lucide/svelte/icons/clipboard-paste';
import Clock from '@lucide/svelte/icons/clock';
import Columns3 from '@lucide/svelte/icons/columns-3';
import Combine from '@lucide/svelte/icons/combine';
import Copy from '@lucide/svelte/icons/copy';
import CopyCheck from '@lucide/svelte/icons/copy-check';
import Cpu from '@lucide/svelte/icons/cpu';
import Database from '@lucide/svelte/icons/database';
import Download from '@lucide/svelte/icons/download';
import Ellipsis from '@lucide/svelte/icons/ellipsis';
import ExternalLink from '@lucide/svelte/icons/external-link';
import Eye from '@lucide/svelte/icons/eye';
import EyeOff from '@lucide/svelte/icons/eye-off';
import File from '@lucide/svelte/icons/file';
import FileCode from '@lucide/svelte/icons/file-code';
import FileText from '@lucide/svelte/icons/file-text';
import Flag from '@lucide/svelte/icons/flag';
import FolderOpen from '@lucide/svelte/icons/folder-open';
import Funnel from '@lucide/svelte/icons/funnel';
import Gauge from '@lucide/svelte/icons/gauge';
import GitBranch from '@lucide/svelte/icons/git-branch';
import GitCompare from '@lucide/svelte/icons/git-compare';
import Globe from '@lucide/svelte/icons/globe';
import GripVertical from '@lucide/svelte/icons/grip-vertical';
import HardDrive from '@lucide/svelte/icons/hard-drive';
import Hash from '@lucide/svelte/icons/hash';
import History from '@lucide/svelte/icons/history';
import House from '@lucide/svelte/icons/house';
import Info from '@lucide/svelte/icons/info';
import Keyboard from '@lucide/svelte/icons/keyboard';
import Layers from '@lucide/svelte/icons/layers';
import Lightbulb from '@lucide/svelte/icons/lightbulb';
import Link from '@lucide/svelte/icons/link';
import List from '@lucide/svelte/icons/list';
import ListChecks from '@lucide/svelte/icons/list-checks';
import ListPlus from '@lucide/svelte/icons/list-plus';
import LoaderCircle from '@lucide/svelte/icons/loader-circle';
import Lock from '@lucide/svelte/icons/lock';
import LockOpen from '@lucide/svelte/icons/lock-open';
import Maximize2 from '@lucide/svelte/icons/maximize-2';
import Menu from '@lucide/svelte/icons/menu';
import MessageSquare from '@lucide/svelte/icons/message-square';
import Minus from '@lucide/svelte/icons/minus';
import Monitor from '@lucide/svelte/icons/monitor';
import Moon from '@lucide/svelte/icons/moon';
import NotebookPen from '@lucide/svelte/icons/notebook-pen';
import Package from '@lucide/svelte/icons/package';
import PanelRightClose from '@lucide/svelte/icons/panel-right-close';
import PanelRightOpen from '@lucide/svelte/icons/panel-right-open';
import Pause from '@lucide/svelte/icons/pause';
import Pencil from '@lucide/svelte/icons/pencil';
import Pin from '@lucide/svelte/icons/pin';
import Play from '@lucide/svelte/icons/play';
import Plus from '@lucide/svelte/icons/plus';
import Printer from '@lucide/svelte/icons/printer';
import Redo2 from '@lucide/svelte/icons/redo-2';
import RefreshCw from '@lucide/svelte/icons/refresh-cw';
import Replace from '@lucide/svelte/icons/replace';
import Rows3 from '@lucide/svelte/icons/rows-3';
import Ruler from '@lucide/svelte/icons/ruler';
import Save from '@lucide/svelte/icons/save';
import Scale from '@lucide/svelte/icons/scale';
import Scissors from '@lucide/svelte/icons/scissors';
import Search from '@lucide/svelte/icons/search';
import Settings2 from '@lucide/svelte/icons/settings-2';
import Share2 from '@lucide/svelte/icons/share-2';
import ShieldAlert from '@lucide/svelte/icons/shield-alert';
import ShieldCheck from '@lucide/svelte/icons/shield-check';
import Shuffle from '@lucide/svelte/icons/shuffle';
import Sigma from '@lucide/svelte/icons/sigma';
import SlidersHorizontal from '@lucide/svelte/icons/sliders-horizontal';
import Sparkle from '@lucide/svelte/icons/sparkle';
import Split from '@lucide/svelte/icons/split';
import Square from '@lucide/svelte/icons/square';
import Star from '@lucide/svelte/icons/star';
import Sun from '@lucide/svelte/icons/sun';
import SunMoon from '@lucide/svelte/icons/sun-moon';
import Table2 from '@lucide/svelte/icons/table-2';
import Tag from '@lucide/svelte/icons/tag';
import Target from '@lucide/svelte/icons/target';
import Terminal from '@lucide/svelte/icons/terminal';
import Timer from '@lucide/svelte/icons/timer';
import ToggleLeft from '@lucide/svelte/icons/toggle-left';
import Trash2 from '@lucide/svelte/icons/trash-2';
import TriangleAlert from '@lucide/svelte/icons/triangle-alert';
import Type from '@lucide/svelte/icons/type';
import Undo2 from '@lucide/svelte/icons/undo-2';
import Upload from '@lucide/svelte/icons/upload';
import WandSparkles from '@lucide/svelte/icons/wand-sparkles';
import WifiOff from '@lucide/svelte/icons/wifi-off';
import Workflow from '@lucide/svelte/icons/workflow';
import X from '@lucide/svelte/icons/x';

export const icons = {
  'arrow-down': ArrowDown,
  'arrow-down-narrow-wide': ArrowDownNarrowWide,
  'arrow-down-up': ArrowDownUp,
  'arrow-left': ArrowLeft,
  'arrow-right': ArrowRight,
  'arrow-up': ArrowUp,
  binary: Binary,
  'book-open': BookOpen,
  calculator: Calculator,
  calendar: Calendar,
  'chart-column': ChartColumn,
  'chart-line': ChartLine,
  'chart-scatter': ChartScatter,
  check: Check,
  'chevron-down': ChevronDown,
  'chevron-left': ChevronLeft,
  'chevron-right': ChevronRight,
  'chevron-up': ChevronUp,
  'circle-alert': CircleAlert,
  'circle-check': CircleCheck,
  'circle-question-mark': CircleQuestionMark,
  'circle-x': CircleX,
  'clipboard-paste': ClipboardPaste,
  clock: Clock,
  'columns-3': Columns3,
  combine: Combine,
  copy: Copy,
  'copy-check': CopyCheck,
  cpu: Cpu,
  database: Database,
  download: Download,
  ellipsis: Ellipsis,
  'external-link': ExternalLink,
  eye: Eye,
  'eye-off': EyeOff,
  file: File,
  'file-code': FileCode,
  'file-text': FileText,
  flag: Flag,
  'folder-open': FolderOpen,
  funnel: Funnel,
  gauge: Gauge,
  'git-branch': GitBranch,
  'git-compare': GitCompare,
  globe: Globe,
  'grip-vertical': GripVertical,
  'hard-drive': HardDrive,
  hash: Hash,
  history: History,
  house: House,
  info: Info,
  keyboard: Keyboard,
  layers: Layers,
  lightbulb: Lightbulb,
  link: Link,
  list: List,
  'list-checks': ListChecks,
  'list-plus': ListPlus,
  'loader-circle': LoaderCircle,
  lock: Lock,
  'lock-open': LockOpen,
  'maximize-2': Maximize2,
  menu: Menu,
  'message-square': MessageSquare,
  minus: Minus,
  monitor: Monitor,
  moon: Moon,
  'notebook-pen': NotebookPen,
  package: Package,
  'panel-right-close': PanelRightClose,
  'panel-right-open': PanelRightOpen,
  pause: Pause,
  pencil: Pencil,
  pin: Pin,
  play: Play,
  plus: Plus,
  printer: Printer,
  'redo-2': Redo2,
  'refresh-cw': RefreshCw,
  replace: Replace,
  'rows-3': Rows3,
  ruler: Ruler,
  save: Save,
  scale: Scale,
  scissors: Scissors,
  search: Search,
  'settings-2': Settings2,
  'share-2': Share2,
  'shield-alert': ShieldAlert,
  'shield-check': ShieldCheck,
  shuffle: Shuffle,
  sigma: Sigma,
  'sliders-horizontal': SlidersHorizontal,
  sparkle: Sparkle,
  split: Split,
  square: Square,
  star: Star,
  sun: Sun,
  'sun-moon': SunMoon,
  'table-2': Table2,
  tag: Tag,
  target: Target,
  terminal: Terminal,
  timer: Timer,
  'toggle-left': ToggleLeft,
  'trash-2': Trash2,
  'triangle-alert': TriangleAlert,
  type: Type,
  'undo-2': Undo2,
  upload: Upload,
  'wand-sparkles': WandSparkles,
  'wifi-off': WifiOff,
  workflow: Workflow,
  x: X,
};

export type IconName = keyof typeof icons;
