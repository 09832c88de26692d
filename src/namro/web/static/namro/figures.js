// Exact numbers and the figures of a form: the twin of kernel/figures.py and kernel/expressions.py.
// A test runs both on the same random forms and demands the same answers.
"use strict";

const Numbers = (() => {
  const gcd = (a, b) => { while (b) [a, b] = [b, a % b]; return a < 0n ? -a : a; };
  const make = (n, d = 1n) => {
    if (d < 0n) [n, d] = [-n, -d];
    const g = gcd(n, d) || 1n;
    return { n: n / g, d: d / g };
  };
  /** "12", "0.50" or "1/1000" as a fraction; exact. */
  function of(text) {
    const [above, below] = String(text).split("/");
    if (below) return make(BigInt(above), BigInt(below));
    const [whole, part = ""] = above.split(".");
    return make(BigInt(whole + part), 10n ** BigInt(part.length));
  }
  const add = (a, b) => make(a.n * b.d + b.n * a.d, a.d * b.d);
  const times = (a, b) => make(a.n * b.n, a.d * b.d);
  const over = (a, b) => make(a.n * b.d, a.d * b.n);
  const minus = (a, b) => add(a, make(-b.n, b.d));
  const compare = (a, b) => { const left = a.n * b.d, right = b.n * a.d; return left < right ? -1 : left > right ? 1 : 0; };
  const scaled = (a, decimals) => times(a, make(10n ** BigInt(decimals)));

  /** Rounded half up to a whole number of 10^-decimals. */
  function rounded(a, decimals) {
    const { n, d } = scaled(a, decimals);
    const size = n < 0n ? -n : n;
    const whole = (2n * size + d) / (2n * d);
    return n < 0n ? -whole : whole;
  }
  function format(a, decimals = 0) {
    const whole = rounded(a, decimals);
    const digits = String(whole < 0n ? -whole : whole).padStart(decimals + 1, "0");
    const front = digits.slice(0, digits.length - decimals).replace(/\B(?=(\d{3})+$)/g, ".");
    return (whole < 0n ? "-" : "") + front + (decimals ? `,${digits.slice(-decimals)}` : "");
  }
  function exact(a) {
    const needed = [0, 1, 2, 3].find(n => scaled(a, n).d === 1n);
    return format(a, needed ?? 4);
  }
  function percent(ratio, decimals = 1) {
    const value = scaled(ratio, 2), hundred = make(100n);
    while (compare(value, hundred) !== 0 && rounded(value, decimals) === 100n * 10n ** BigInt(decimals) && decimals < 6) decimals++;
    const text = format(value, decimals);
    return `${decimals ? text.replace(/0+$/, "").replace(/,$/, "") : text}%`;
  }
  /** A fraction that decimals make, as the API takes it: "12.5". */
  function plain(a) {
    for (let n = 0; n <= 4; n++) {
      if (scaled(a, n).d !== 1n) continue;
      const digits = String(scaled(a, n).n);
      return n ? `${digits.slice(0, -n) || "0"}.${digits.slice(-n).padStart(n, "0")}` : digits;
    }
    return format(a, 4).replaceAll(".", "").replace(",", ".");
  }
  return { of, make, add, minus, times, over, compare, scaled, format, exact, percent, plain, zero: make(0n) };
})();

const Figures = (() => {
  const NUMBER = /^(\d{1,3}([. ])\d{3}(?:\2\d{3})*|\d+)(?:,(\d+))?$/;
  const MOST_DIGITS = 15;

  /** What stands in a box: null for a blank, else "12.5". Throws a sentence for what is no figure. */
  function parse(text, decimals = 0) {
    const plain = text.replace(/[０-９]/g, c => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
      .replaceAll("，", ",").replaceAll("．", ".").replace(/\s+/g, " ").trim();
    if (!plain) return null;
    if (/^[-−–]\s*\d.*$/.test(plain)) throw new RangeError("Số không được âm.");
    const found = NUMBER.exec(plain);
    if (!found) {
      throw new RangeError(/^[\d., ]+$/.test(plain)
        ? "Ghi dấu chấm để tách hàng nghìn, dấu phẩy cho phần thập phân, ví dụ 1.234,5." : `«${plain}» không phải là số.`);
    }
    const part = found[3] ?? "", whole = found[1].replace(/\D/g, "");
    if (part.length > decimals)
      throw new RangeError(decimals ? `Chỉ ghi tối đa ${decimals} chữ số sau dấu phẩy.` : "Ô này chỉ nhận số nguyên.");
    if (whole.length > MOST_DIGITS) throw new RangeError("Số quá lớn.");
    return part ? `${whole}.${part}` : whole;
  }
  /** As it is shown: «47», «ước 47», «để trống» … */
  function inWords(figure, decimals = 0) {
    if (!figure) return "để trống";
    if (figure.state === "not_applicable") return "không áp dụng";
    if (figure.state === "not_stored") return `không lưu ở đây, hồ sơ số ${figure.note}`;
    const number = Numbers.format(Numbers.of(figure.value), decimals);
    return figure.state === "estimated" ? `ước ${number}` : number;
  }
  const same = (a, b) => (!a && !b) || (!!a && !!b && a.state === b.state && (a.note ?? "") === (b.note ?? "") &&
    (a.value == null ? b.value == null : b.value != null && Numbers.compare(Numbers.of(a.value), Numbers.of(b.value)) === 0));
  return { parse, inWords, same };
})();
