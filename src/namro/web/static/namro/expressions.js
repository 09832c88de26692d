// The small language in which forms say their rules: the twin of kernel/expressions.py. Never executed as code.
"use strict";

const Expressions = (() => {
  const WORDS = { "": "", open: "đầu kỳ", year_open: "đầu năm", ytd: "từ đầu năm", prev: "kỳ trước",
    last_year: "cùng kỳ năm trước", other: "theo nguồn khác" };
  const TOKEN = /\s*(?:(\d+)|([a-z][a-z0-9_]*)|(<=|>=|!=|[-+*=<>()[\]])|(\S))/gy;
  const SIGNS = ["=", "!=", "<", "<=", ">", ">="];
  const LOGIC = ["and", "or", "not"];
  const parsed = new Map();

  const cellKey = (element, breakdown = "total") => `${element}[${breakdown}]`;
  /** Reads "x" and "x[breakdown]". */
  const key = text => (text.includes("[") ? text : cellKey(text));

  /** A tree of {number} {cell, fn} {sum: [[sign, node]]} {product} {sign, left, right} {logic, parts}. The texts come
      from forms that the server has read already, so that a mistake here is a defect and throws. */
  function parse(text) {
    if (!parsed.has(text)) parsed.set(text, parser(text));
    return parsed.get(text);
  }

  function parser(text) {
    const tokens = [];
    for (const [, number, word, sign, bad] of text.matchAll(TOKEN)) {
      if (bad) throw new SyntaxError(text);
      tokens.push(number ? { number } : { word: word ?? sign });
    }
    let at = 0;
    const take = (...wanted) => (wanted.includes(tokens[at]?.word) ? tokens[at++].word : "");
    const need = sign => { if (!take(sign)) throw new SyntaxError(`${text}: ${sign}`); };

    function logic(word, inner) {
      const parts = [inner()];
      while (take(word)) parts.push(inner());
      return parts.length > 1 ? { logic: word, parts } : parts[0];
    }
    const or = () => logic("or", () => logic("and", not));
    const not = () => (take("not") ? { logic: "not", parts: [not()] } : comparison());
    function comparison() {
      const left = sum(), sign = take(...SIGNS);
      return sign ? { sign, left, right: sum() } : left;
    }
    function sum() {
      const terms = [[take("-") ? -1 : 1, product()]];
      for (let sign; (sign = take("+", "-"));) terms.push([sign === "+" ? 1 : -1, product()]);
      return terms.length === 1 && terms[0][0] === 1 ? terms[0][1] : { sum: terms };
    }
    function product() {
      const factors = [atom()];
      while (take("*")) factors.push(atom());
      return factors.length > 1 ? { product: factors } : factors[0];
    }
    function atom() {
      if (take("(")) { const node = or(); need(")"); return node; }
      if (tokens[at]?.number) return { number: tokens[at++].number };
      const first = name();
      if (!take("(")) return { cell: box(first), fn: "" };
      if (!(first in WORDS)) throw new SyntaxError(`${text}: ${first}`);
      const inside = box(name());
      need(")");
      return { cell: inside, fn: first };
    }
    function name() {
      const word = tokens[at]?.word;
      if (!/^[a-z]/.test(word ?? "") || LOGIC.includes(word)) throw new SyntaxError(text);
      at++;
      return word;
    }
    function box(element) {
      if (!take("[")) return cellKey(element);
      const breakdown = name();
      need("]");
      return cellKey(element, breakdown);
    }
    const node = or();
    if (at < tokens.length) throw new SyntaxError(text);
    return node;
  }

  /** Each cell once, in order of first mention. */
  function cells(node, found = new Map()) {
    if ("cell" in node) {
      if (!found.has(`${node.fn} ${node.cell}`)) found.set(`${node.fn} ${node.cell}`, node);
    } else if (node.sum) node.sum.forEach(([, part]) => cells(part, found));
    else if (node.sign) [node.left, node.right].forEach(part => cells(part, found));
    else (node.product ?? node.parts ?? []).forEach(part => cells(part, found));
    return [...found.values()];
  }

  // A number is a fraction; what can't be known is {gaps: [[cell, "blank" | "not_stored"]]}, never zero.
  const unknown = value => typeof value === "object" && "gaps" in value;
  function allGaps(values) {
    const found = new Map();
    for (const value of values.filter(unknown))
      for (const gap of value.gaps) found.set(`${gap[0].fn} ${gap[0].cell} ${gap[1]}`, gap);
    return { gaps: [...found.values()] };
  }
  function number(node, lookup) {
    if ("number" in node) return Numbers.of(node.number);
    if ("cell" in node) return lookup(node);
    if (node.sum) {
      const values = node.sum.map(([, part]) => number(part, lookup));
      if (values.some(unknown)) return allGaps(values);
      return values.reduce((total, value, i) => (node.sum[i][0] > 0 ? Numbers.add : Numbers.minus)(total, value), Numbers.zero);
    }
    const values = node.product.map(part => number(part, lookup));
    return values.some(unknown) ? allGaps(values) : values.reduce(Numbers.times, Numbers.make(1n));
  }
  /** true, false or unknown; an «or» is true once one part is, an «and» false once one part is. */
  function truth(node, lookup) {
    if (node.sign) {
      const a = number(node.left, lookup), b = number(node.right, lookup);
      if (unknown(a) || unknown(b)) return allGaps([a, b]);
      const order = Numbers.compare(a, b);
      return { "=": order === 0, "!=": order !== 0, "<": order < 0, "<=": order <= 0, ">": order > 0, ">=": order >= 0 }[node.sign];
    }
    const values = node.parts.map(part => truth(part, lookup));
    if (node.logic === "not") return unknown(values[0]) ? values[0] : !values[0];
    const deciding = node.logic === "or";
    if (values.includes(deciding)) return deciding;
    return values.some(unknown) ? allGaps(values) : !deciding;
  }
  return { parse, cells, number, truth, unknown, key, cellKey, WORDS };
})();
