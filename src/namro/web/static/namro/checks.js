// What is wrong with a filled form, without asking the server: the twin of kernel/form_checks.py.
"use strict";

/** The figures of a report and what the rules compare them with; report is what GET /api/reports/… answers. */
class Ledger {
  constructor(form, facts) {
    this.form = form;
    this.facts = facts;
    this.lookup = cell => this.read(cell);
  }
  static boxes(form) {
    return (form.boxes ??= new Map(form.sections.flatMap(s => s.cells.map(c => [Expressions.cellKey(c.element, c.breakdown), c]))));
  }
  static formulas(form) {
    return (form.formulas ??= new Map(form.derived.map(d => [Expressions.cellKey(d.element), d])));
  }
  /** The facts as they stood some periods earlier. */
  static before(facts, steps) {
    const begun = facts.periods_before_in_year, within = begun != null && begun >= steps;
    return { values: facts.history[steps - 1] ?? {}, opening: facts.history[steps] ?? {}, history: facts.history.slice(steps),
      year_opening: within ? facts.year_opening : {}, periods_before_in_year: within ? begun - steps : null,
      last_year: {}, other: {}, tags: facts.tags, texts: {} };
  }
  read(cell) {
    if (cell.fn === "ytd") return this.yearToDate(cell);
    const derived = cell.fn ? undefined : Ledger.formulas(this.form).get(cell.cell);
    return derived ? Expressions.number(Expressions.parse(derived.formula), this.lookup) : this.entry(cell, this.column(cell.fn)[cell.cell]);
  }
  value(key, fn = "") {
    const found = this.read({ cell: key, fn });
    return Expressions.unknown(found) ? null : found;
  }
  column(fn) {
    const facts = this.facts;
    if (fn === "year_open") return facts.periods_before_in_year ? facts.year_opening : { ...facts.opening, ...facts.year_opening };
    return { "": facts.values, open: facts.opening, prev: facts.history[0] ?? {}, last_year: facts.last_year, other: facts.other }[fn];
  }
  entry(cell, figure) {
    if (figure && figure.value != null) return Numbers.of(figure.value);
    if (figure?.state === "not_stored") return { gaps: [[cell, "not_stored"]] };
    if (figure && Ledger.boxes(this.form).get(cell.cell)?.not_applicable) return Numbers.zero;
    return { gaps: [[cell, "blank"]] };
  }
  yearToDate(cell) {
    let total = this.read({ cell: cell.cell, fn: "" });
    const begun = this.facts.periods_before_in_year;
    if (begun == null || begun > this.facts.history.length) return { gaps: [[cell, "blank"]] };
    for (const values of this.facts.history.slice(0, begun)) {
      const part = this.entry(cell, values[cell.cell]);
      if (Expressions.unknown(part)) return part;
      if (Expressions.unknown(total)) return total;
      total = Numbers.add(total, part);
    }
    return total;
  }
}

const Checks = (() => {
  const { parse, cells, number, truth, unknown, WORDS } = Expressions;
  const RELATIONS = { "=": "phải bằng", "!=": "phải khác", "<": "phải nhỏ hơn", "<=": "không được lớn hơn", ">": "phải lớn hơn", ">=": "không được nhỏ hơn" };
  const problem = (code, severity, place, message, remedy = "") => ({ code, severity, place, message, remedy });
  const lowerFirst = text => text.slice(0, 1).toLowerCase() + text.slice(1);
  const joined = (...parts) => parts.join(" ").trim();

  class Sentences {
    constructor(form, elements, ledger) { Object.assign(this, { form, elements, ledger }); }
    label(key) {
      return Ledger.boxes(this.form).get(key)?.label ?? Ledger.formulas(this.form).get(key)?.label ?? this.elements[key.split("[")[0]]?.name ?? key;
    }
    place(rule) {
      const mentioned = cells(parse(rule.must ?? rule.when));
      return rule.place ?? (mentioned.find(c => !c.fn && Ledger.boxes(this.form).has(c.cell)) ?? mentioned[0]).cell;
    }
    value(node) {
      const found = number(node, this.ledger.lookup);
      return unknown(found) ? "chưa có số" : Numbers.exact(found);
    }
    term(node) {
      if ("cell" in node) return `${[lowerFirst(this.label(node.cell)), WORDS[node.fn]].filter(Boolean).join(" ")} ${this.value(node)}`;
      return "number" in node ? String(BigInt(node.number)) : this.value(node);
    }
    side(node) {
      if (!node.sum) return this.term(node);
      const said = node.sum.map(([sign, part]) => (sign < 0 ? " − " : " + ") + this.term(part)).join("");
      return `${said.replace(/^ \+ /, "").trim()} = ${this.value(node)}`;
    }
    list(mentioned) { return mentioned.map(cell => this.term(cell)).join(", "); }
    balance(rule, right) {
      if (!rule.plus || !right.sum) return this.side(right);
      const opening = [];
      let came = Numbers.zero, went = Numbers.zero;
      for (const [sign, part] of right.sum) {
        if (part.fn && sign > 0) opening.push(`${WORDS[part.fn]} ${this.value(part)}`);
        else if (sign > 0) came = Numbers.add(came, number(part, this.ledger.lookup));
        else went = Numbers.add(went, number(part, this.ledger.lookup));
      }
      return [...opening, `${Numbers.exact(came)} ${rule.plus} − ${Numbers.exact(went)} ${rule.minus} = ${this.value(right)}`].join(" + ");
    }
    broken(rule) {
      const node = parse(rule.must);
      let arithmetic;
      if (node.sign === "=" && "cell" in node.left && rule.plus)
        arithmetic = `${this.balance(rule, node.right)}, anh, chị ghi ${this.value(node.left)}`;
      else if (node.sign) arithmetic = `${this.side(node.left)}, ${RELATIONS[node.sign]} ${this.side(node.right)}`;
      else arithmetic = this.list(cells(node));
      const said = rule.name ? `${rule.name}: ${arithmetic}.` : `${arithmetic.slice(0, 1).toUpperCase()}${arithmetic.slice(1)}.`;
      return rule.message ? `${rule.message} (${said})` : said;
    }
  }

  class Checker {
    constructor(form, elements, facts) {
      Object.assign(this, { form, elements, facts, ledger: new Ledger(form, facts) });
      this.keys = [...Ledger.boxes(form).keys()];
      this.say = new Sentences(form, elements, this.ledger);
    }
    kind(key) { return this.elements[key.split("[")[0]].kind; }
    ofKind(kind) { return this.keys.filter(key => this.kind(key) === kind); }
    openings() { return this.keys.filter(key => Ledger.boxes(this.form).get(key).prefill === "opening_derived"); }

    *boxes() {
      for (const [key, cell] of Ledger.boxes(this.form)) {
        const figure = this.facts.values[key];
        if (!figure) {
          if (cell.required) yield problem("blank", "error", key, `${cell.label}: chưa đủ số, ô còn trống.`, "Ghi số, kể cả số 0.");
        } else if (figure.state === "not_applicable" && !cell.not_applicable)
          yield problem("not_applicable", "error", key, `${cell.label}: ô này không nhận «không áp dụng».`, "Ghi số.");
        else if (figure.state === "not_stored" && !this.elements[cell.element].sensitive)
          yield problem("not_stored", "error", key, `${cell.label}: ô này không nhận «không lưu ở đây».`, "Ghi số.");
      }
    }
    *check(rule, severity) {
      const kind = rule.must ? "must" : rule.when ? "when" : rule.kind;
      const open = kind === "must" && this.undecided(rule);
      if (open) yield open;
      else if (kind === "personal_data") {
        for (const [code, text] of Object.entries(this.facts.texts ?? {}))
          for (const found of personalData(text)) yield { ...found, code: rule.id, severity, place: `narrative:${code}` };
      } else for (const [place, message] of this[kind](rule)) yield problem(rule.id, severity, place, message);
    }
    undecided(rule) {
      const outcome = truth(parse(rule.must), this.ledger.lookup);
      if (!unknown(outcome)) return null;
      for (const [cell, gap] of outcome.gaps) {
        if (gap !== "not_stored" && !cell.fn) continue;
        const why = gap === "not_stored" ? "không lưu ở đây, nên không đối chiếu được." : `chưa có số ${WORDS[cell.fn]}, nên chưa đối chiếu được.`;
        return problem(rule.id, "info", this.say.place(rule), `${this.say.label(cell.cell)}: ${why}`);
      }
      return null;
    }
    *must(rule) {
      if (truth(parse(rule.must), this.ledger.lookup) === false) yield [this.say.place(rule), this.say.broken(rule)];
    }
    *when(rule) {
      const moments = [this.facts, ...Array.from({ length: rule.also_previous }, (_, n) => Ledger.before(this.facts, n + 1))];
      if (moments.every(facts => truth(parse(rule.when), new Ledger(this.form, facts).lookup) === true))
        yield [this.say.place(rule), `${rule.message} (${this.say.list(cells(parse(rule.when)))}.)`];
    }
    *figures(rule) {
      for (const key of rule.cells.length ? rule.cells : this.keys) {
        const value = this.ledger.value(key), decimals = this.elements[key.split("[")[0]].decimals;
        if (!value) continue;
        if (value.n < 0n) yield [key, `${this.say.label(key)}: số không được âm.`];
        if (Numbers.scaled(value, decimals).d !== 1n)
          yield [key, `${this.say.label(key)}: ${decimals ? `tối đa ${decimals} chữ số sau dấu phẩy` : "chỉ nhận số nguyên"}.`];
      }
    }
    *breakdowns() {
      for (const total of this.keys.filter(key => key.endsWith("[total]"))) {
        const element = total.split("[")[0];
        const parts = this.keys.filter(key => key !== total && key.split("[")[0] === element).map(key => this.ledger.value(key));
        const whole = this.ledger.value(total);
        if (!parts.length || !whole || parts.includes(null)) continue;
        const added = parts.reduce(Numbers.add, Numbers.zero);
        if (Numbers.compare(added, whole) !== 0)
          yield [total, `${this.say.label(total)}: các ô tách cộng lại ${Numbers.exact(added)}, tổng ghi ${Numbers.exact(whole)}.`];
      }
    }
    *closing_not_negative(rule) {
      for (const key of rule.cells.length ? rule.cells : this.openings()) {
        const identity = identityOf(this.form, key);
        const closing = identity && number(identity.right, this.ledger.lookup);
        if (closing && !unknown(closing) && closing.n < 0n)
          yield [key, `${rule.message || "Số ra nhiều hơn số đang có."} (${this.say.label(key)}: ${this.say.balance(identity.rule, identity.right)})`];
      }
    }
    *opening_known(rule) {
      for (const key of rule.cells.length ? rule.cells : this.openings())
        if (!this.ledger.value(key, "open")) yield [key, `${this.say.label(key)}: chưa có số đầu kỳ đã duyệt hoặc số gốc có văn bản.`];
    }
    *cumulative(rule) {
      for (const key of rule.cells.length ? rule.cells : this.ofKind("Y")) {
        const now = this.ledger.value(key), before = this.lastInYear(key);
        if (now && before && Numbers.compare(now, before) < 0)
          yield [key, `${this.say.label(key)}: kỳ trước ${Numbers.exact(before)}, kỳ này ${Numbers.exact(now)}. ${rule.message || "Lũy kế không thể giảm; sửa kỳ trước nếu đã ghi thừa."}`];
      }
    }
    lastInYear(key) {
      for (let steps = 1; steps <= (this.facts.periods_before_in_year ?? 0); steps++) {
        const earlier = new Ledger(this.form, Ledger.before(this.facts, steps)).value(key);
        if (earlier) return earlier;
      }
      return null;
    }
    *change(rule) {
      const fn = rule.against === "previous" ? "prev" : "last_year";
      for (const key of rule.cells) {
        const now = this.ledger.value(key), then = this.ledger.value(key, fn);
        if (!now || !then) continue;
        const up = Numbers.compare(now, then) > 0, moved = up ? Numbers.minus(now, then) : Numbers.minus(then, now);
        const enough = Numbers.compare(moved, Numbers.of(rule.at_least)) >= 0;
        if (enough && Numbers.compare(Numbers.scaled(moved, 2), Numbers.times(Numbers.of(rule.percent), then)) > 0)
          yield [key, joined(`${this.say.label(key)}: ${WORDS[fn]} ${Numbers.exact(then)}, kỳ này ${Numbers.exact(now)}, ${up ? "tăng" : "giảm"} ${Numbers.exact(moved)}.`, rule.message)];
      }
    }
    added(keys, facts) {
      const values = keys.map(key => new Ledger(this.form, facts).value(key));
      return values.includes(null) ? null : values.reduce(Numbers.add, Numbers.zero);
    }
    *silent(rule) {
      const flows = new Set(this.ofKind("F"));
      for (const section of this.form.sections) {
        const keys = section.cells.map(c => Expressions.cellKey(c.element, c.breakdown)).filter(key => flows.has(key));
        if (!(rule.sections.length ? rule.sections.includes(section.code) : section.zero_button) || !keys.length) continue;
        const earlier = Array.from({ length: rule.periods }, (_, n) => this.added(keys, Ledger.before(this.facts, n + 1)));
        if (this.added(keys, this.facts)?.n === 0n && earlier.every(value => value && value.n !== 0n))
          yield [`section:${section.code}`, `${section.title}: ${rule.periods} kỳ trước đều có phát sinh. ${rule.message || "Đúng là không phát sinh?"}`];
      }
    }
    *repeated(rule) {
      const keys = this.ofKind("F"), now = keys.map(key => this.ledger.value(key)), then = keys.map(key => this.ledger.value(key, "prev"));
      if (!now.includes(null) && now.some(value => value.n !== 0n) && now.every((value, i) => then[i] && Numbers.compare(value, then[i]) === 0))
        yield ["", rule.message || "Mọi số phát sinh trùng hệt kỳ trước: có chép lại không?"];
    }
    *share(rule) {
      const part = number(parse(rule.part), this.ledger.lookup), whole = number(parse(rule.whole), this.ledger.lookup);
      if (unknown(part) || unknown(whole) || Numbers.compare(part, Numbers.of(rule.at_least)) < 0) return;
      if (Numbers.compare(Numbers.scaled(part, 2), Numbers.times(Numbers.of(rule.percent), whole)) > 0) {
        const key = cells(parse(rule.part))[0].cell;
        yield [key, `${this.say.label(key)}: ${Numbers.exact(part)}/${Numbers.exact(whole)}. ${rule.message}`];
      }
    }
    *crosses(rule) {
      const then = this.ratio(rule, Ledger.before(this.facts, 1)), now = this.ratio(rule, this.facts);
      if (!then || !now) return;
      for (const mark of rule.marks.map(Numbers.of)) {
        const under = Numbers.compare(now, mark) < 0;
        if (Numbers.compare(then, mark) < 0 === under) continue;
        const key = cells(parse(rule.numerator))[0].cell, [before, after, line] = [then, now, mark].map(x => Numbers.percent(x, 3));
        yield [key, joined(`${rule.name || this.say.label(key)}: ${before} kỳ trước, ${after} kỳ này, ${under ? "xuống dưới" : "tới hoặc vượt"} mốc ${line}.`, rule.message)];
      }
    }
    ratio(rule, facts) {
      const ledger = new Ledger(this.form, facts);
      const above = number(parse(rule.numerator), ledger.lookup), below = number(parse(rule.denominator), ledger.lookup);
      return unknown(above) || unknown(below) || below.n === 0n ? null : Numbers.over(above, below);
    }
  }

  /** The identity `key = …` and its right side. */
  function identityOf(form, key) {
    for (const rule of form.identities) {
      const node = rule.must && parse(rule.must);
      if (node?.sign === "=" && node.left.fn === "" && node.left.cell === key) return { rule, right: node.right };
    }
    return null;
  }
  /** Problems as the server finds them: {code, severity, place, message, remedy}, in the same order. */
  function check(form, elements, facts) {
    const checker = new Checker(form, elements, facts), found = [...checker.boxes()];
    for (const [rules, severity] of [[form.identities, "error"], [form.warnings, "warning"]])
      for (const rule of rules)
        if (rule.scope === "unit" && (!rule.tags.length || rule.tags.some(tag => facts.tags.includes(tag)))) found.push(...checker.check(rule, severity));
    return found;
  }
  /** What each closing stock has to be, by cell; absent while a figure that it hangs on is. */
  function closings(form, elements, facts) {
    const alone = { history: [], year_opening: {}, periods_before_in_year: 0, last_year: {}, other: {}, tags: [], texts: {} };
    const checker = new Checker(form, elements, { ...alone, values: facts.values, opening: facts.opening });
    const found = {};
    for (const key of checker.openings()) {
      const identity = identityOf(form, key), value = identity && number(identity.right, checker.ledger.lookup);
      if (value && !unknown(value)) found[key] = Numbers.plain(value);
    }
    return found;
  }

  const WORD = "[\\p{L}\\p{N}_]";
  const word = inner => new RegExp(`(?<!${WORD})(?:${inner})`, "giu");
  const SIGNS = [
    ["một số có 12 chữ số (căn cước)", /(?<!\d)\d{3}(?: ?\d{3}){3}(?!\d)/u],
    ["năm sinh", word("sinh\\s+(?:năm|ngày)|SN\\.?:?\\s*(?:19|20)\\d\\d")],
    ["nơi ở", word(`(?:trú\\s+tại|thường\\s+trú|tạm\\s+trú|trú\\s+quán|hộ\\s+khẩu)(?!${WORD})`)],
  ];
  const NAMED = word(`(?:đối tượng|người nghiện|người sử dụng|bị can|bị cáo|họ tên|họ và tên|tên là|ông|bà|anh|chị)\\s*:?\\s+(${WORD}+)\\s+(${WORD}+)`);
  const capital = letter => letter !== letter.toLowerCase() && letter === letter.toUpperCase();
  /** The twin of kernel/personal_data.py. */
  function personalData(text) {
    const plain = text.normalize("NFC"), signs = SIGNS.filter(([, pattern]) => plain.search(pattern) >= 0).map(([sign]) => sign);
    if ([...plain.matchAll(NAMED)].some(([, first, second]) => capital([...first][0]) && capital([...second][0]))) signs.push("họ tên");
    return signs.map(sign => problem("personal_data", "warning", "", `Lời văn có vẻ ghi ${sign} của một người.`,
      "Bỏ họ tên, năm sinh, số giấy tờ và địa chỉ của người nghiện, người sử dụng, đối tượng."));
  }
  return { check, closings, personalData };
})();
