/**
 * Elements as values, and a patch that changes a page into what they describe: in place, so that selection,
 * focus and scrolling stay. Text enters the page by text nodes only.
 *
 * @typedef {{tag: string, props: Object<string, any>, children: VNode[]}} VElement
 * @typedef {VElement | string} VNode
 */

const SVG = "http://www.w3.org/2000/svg";
const MATHML = "http://www.w3.org/1998/Math/MathML";
const FOREIGN = new Map([
  ...["svg", "path", "circle", "rect"].map((tag) => [tag, SVG]),
  ...("math mrow mi mn mo mtext mspace mfrac msqrt mroot msup msub msubsup mover munder munderover mtable mtr mtd").split(" ").map((tag) => [tag, MATHML]),
]);
const PROPERTIES = new Set(["value", "checked", "disabled", "selected", "hidden", "open"]);

/**
 * Describe an element. Among the props, `key` names it among its siblings, `memo` lets an unchanged one be
 * skipped, `on…` are event listeners, `vars` CSS variables, and `made` is called once with the new node.
 * @param {string} tag
 * @param {Object<string, any> | null} props
 * @param {...(VNode | number | null | false | undefined | Array<any>)} children
 * @returns {VElement}
 */
export function h(tag, props, ...children) {
  const shown = children.flat(Infinity).filter((child) => child != null && child !== false && child !== "");
  const kept = shown.map((child) => (typeof child === "number" ? String(child) : child));
  return { tag, props: props ?? {}, children: kept };
}

/**
 * Make the children of a node those that are described. What goes, goes first: a node that stays is then in its
 * place already, and only a node that is moved loses its focus and selection.
 * @param {Element & {__kids?: Map<any, any>}} parent
 * @param {VNode[]} children
 */
export function patchChildren(parent, children) {
  const old = parent.__kids ?? new Map();
  const fresh = new Map(children.map((child, index) => [keyOf(child, index), child]));
  for (const [key, node] of old) if (!fresh.has(key)) node.remove();
  let place = parent.firstChild;
  for (const [key, child] of fresh) {
    const known = old.get(key);
    const node = known ?? create(child);
    known ? update(node, child) : null;
    fresh.set(key, node);
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
  }
  parent.__kids = fresh;
}

function keyOf(child, index) {
  if (typeof child === "string") return `${index}:#text`;
  return child.props.key != null ? `${child.tag}/${child.props.key}` : `${index}:${child.tag}`;
}

function create(vnode) {
  if (typeof vnode === "string") return document.createTextNode(vnode);
  const space = FOREIGN.get(vnode.tag);
  const node = space ? document.createElementNS(space, vnode.tag) : document.createElement(vnode.tag);
  update(node, vnode);
  vnode.props.made?.(node);
  return node;
}

function update(node, vnode) {
  if (typeof vnode === "string") return write(node, vnode);
  const { memo } = vnode.props;
  if (memo && node.__memo?.length === memo.length && memo.every((value, i) => value === node.__memo[i])) return;
  node.__memo = memo;
  patchProps(node, vnode.props);
  patchChildren(node, vnode.children);
}

/** Growing text is appended, so that what is selected in it stays selected. */
function write(node, text) {
  const had = node.data;
  if (had === text) return;
  if (text.startsWith(had)) node.appendData(text.slice(had.length));
  else node.data = text;
}

function patchProps(node, props) {
  const old = node.__props ?? {};
  for (const name of Object.keys(old)) if (!(name in props)) setProp(node, name, null, old[name]);
  for (const [name, value] of Object.entries(props)) {
    if (PROPERTIES.has(name) || value !== old[name]) setProp(node, name, value, old[name]);
  }
  node.__props = props;
}

function setProp(node, name, value, old) {
  if (["key", "memo", "made"].includes(name)) return;
  // A listener set as a property cancels the event by returning false (HTML, event handlers): ours never mean it.
  if (name.startsWith("on")) node[name.toLowerCase()] = value && ((event) => void value(event));
  else if (name === "vars") setVars(node, value ?? {}, old ?? {});
  else if (PROPERTIES.has(name)) {
    if (node[name] !== (value ?? "")) node[name] = value ?? (name === "value" ? "" : false);
  } else if (value == null || value === false) node.removeAttribute(name);
  else node.setAttribute(name, value === true ? "" : String(value));
}

function setVars(node, vars, old) {
  for (const name of Object.keys(old)) if (!(name in vars)) node.style.removeProperty(name);
  for (const [name, value] of Object.entries(vars)) node.style.setProperty(name, String(value));
}
