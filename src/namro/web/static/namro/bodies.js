// Boxes for names of bodies: one name a line for everybody; with script, a list to pick from as one types.
"use strict";
let boxes = 0;

function pickBodies(root) {
  for (const area of root.querySelectorAll("textarea[data-bodies]:not([hidden])")) new Bodies(area);
}

class Bodies {
  constructor(area) {
    this.area = area;
    this.id = `bodies-${++boxes}`;
    this.chosen = document.createElement("ul");
    this.chosen.className = "bodies__chosen";
    this.box = Object.assign(document.createElement("input"), { type: "text", id: this.id, autocomplete: "off" });
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list", "aria-controls": `${this.id}-list` }))
      this.box.setAttribute(name, value);
    this.list = Object.assign(document.createElement("ul"), { id: `${this.id}-list`, className: "bodies__list", hidden: true });
    this.list.setAttribute("role", "listbox");
    const label = area.labels[0];
    if (label) {
      label.htmlFor = this.id;
      this.list.setAttribute("aria-label", label.textContent.trim());
    }
    area.hidden = true;
    const help = document.getElementById(`${area.id}_helptext`);
    if (help) help.hidden = true; // «one name a line» is for those who see the lines
    area.after(this.chosen, this.box, this.list);
    this.box.addEventListener("input", () => this.ask());
    this.box.addEventListener("keydown", event => this.key(event));
    this.box.addEventListener("blur", () => this.add(this.box.value));
    this.names = area.value.split("\n").map(name => name.trim()).filter(Boolean);
    this.draw();
  }

  draw() {
    this.area.value = this.names.join("\n");
    this.chosen.replaceChildren(...this.names.map(name => {
      const entry = document.createElement("li");
      const button = (words, said, act) => {
        const made = Object.assign(document.createElement("button"), { type: "button", className: "button button--small button--quiet", textContent: words });
        made.setAttribute("aria-label", `${said} ${name}`);
        made.addEventListener("click", () => {
          this.names = this.names.filter(other => other !== name);
          this.draw();
          this.box.focus();
          act();
        });
        return made;
      };
      const change = button(name, this.area.dataset.change, () => { this.box.value = name; this.box.select(); this.ask(); });
      const remove = button("×", this.area.dataset.remove, () => {});
      entry.append(change, remove);
      return entry;
    }));
  }

  async ask() {
    const typed = this.box.value.trim();
    if (!typed) return this.close();
    const asked = (this.asked = Symbol());
    const answer = await fetch(`${this.area.dataset.bodies}?q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
    if (!answer.ok || asked !== this.asked) return;
    const { bodies } = await answer.json();
    if (asked !== this.asked) return;
    this.at = -1;
    this.list.replaceChildren(...bodies.map((body, n) => {
      const option = Object.assign(document.createElement("li"), { id: `${this.id}-${n}` });
      option.setAttribute("role", "option");
      option.dataset.name = body.name;
      const note = Object.assign(document.createElement("small"), { textContent: body.note });
      option.append(body.name, " ", note);
      option.addEventListener("pointerdown", event => { event.preventDefault(); this.add(body.name); });
      return option;
    }));
    this.list.hidden = !bodies.length;
    this.box.setAttribute("aria-expanded", String(bodies.length > 0));
  }

  key(event) {
    const options = [...this.list.children];
    if (["ArrowDown", "ArrowUp"].includes(event.key) && !this.list.hidden) {
      event.preventDefault();
      this.at = (this.at + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length;
      options.forEach((option, n) => option.setAttribute("aria-selected", String(n === this.at)));
      options[this.at].scrollIntoView({ block: "nearest" });
      this.box.setAttribute("aria-activedescendant", options[this.at].id);
    } else if (event.key === "Enter" && this.box.value.trim()) {
      event.preventDefault();
      this.add(options[Math.max(this.at, 0)]?.dataset.name ?? this.box.value);
    } else if (event.key === "Escape" && !this.list.hidden) {
      event.stopPropagation();
      this.close();
    }
  }

  add(name) {
    const text = name.trim();
    if (text && !this.names.includes(text)) this.names.push(text);
    if (text) this.box.value = "";
    this.close();
    this.draw();
  }

  close() {
    this.asked = null;
    this.list.hidden = true;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }
}

document.addEventListener("DOMContentLoaded", () => pickBodies(document));
