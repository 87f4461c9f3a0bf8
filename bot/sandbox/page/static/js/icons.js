/** The icons of the page, drawn in the text's colour. */

import { h } from "./vdom.js";

const PATHS = {
  back: "M15 5l-7 7 7 7",
  close: "M6 6l12 12M18 6L6 18",
  send: "M4 12l16-8-6 16-3-7z",
  attach: "M20 11l-8.500 8.500a5 5 0 0 1-7-7L13 4a3.300 3.300 0 0 1 4.700 4.700l-8.500 8.500a1.600 1.600 0 0 1-2.300-2.300L14.500 7.300",
  slash: "M9 20l6-16",
  copy: "M9 9h10v11H9zM5 15V4h10",
  down: "M6 9l6 6 6-6",
  plus: "M12 5v14M5 12h14",
  wire: "M3 12h4l3-8 4 16 3-8h4",
  sun: "M12 4V2M12 22v-2M4 12H2M22 12h-2M6 6L4.600 4.600M19.400 19.400L18 18M6 18l-1.400 1.400M19.400 4.600L18 6M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z",
  moon: "M20 14.500A8.500 8.500 0 0 1 9.500 4a8.500 8.500 0 1 0 10.500 10.500z",
  more: "M12 5.500v.01M12 12v.01M12 18.500v.01",
  reply: "M10 8V4L3 11l7 7v-4c5 0 8 1.500 11 5-.7-6-4-11-11-11z",
  edit: "M4 20l1-4L16 5l3 3L8 19z",
  trash: "M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13",
  group: "M8 11a3 3 0 1 0 0-6 3 3 0 0 0 0 6zM2.500 19a5.500 5.500 0 0 1 11 0M16 11a2.500 2.500 0 1 0-1-4.800M15.500 14a5 5 0 0 1 6 5",
  file: "M7 3h7l4 4v14H7zM14 3v4h4",
  check: "M5 12.500l4.500 4.500L19 7.500",
  note: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 7.500v.01M12 11v5.500",
  stop: "M7 7h10v10H7z",
  up: "M12 19V5M6 11l6-6 6 6",
};

/** @param {keyof typeof PATHS} name */
export function icon(name) {
  return h("svg", { class: "icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, h("path", { d: PATHS[name] }));
}
