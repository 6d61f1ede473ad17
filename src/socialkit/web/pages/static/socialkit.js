// Custom elements that make the pages livelier. Every page works without them.
// No dependency, no inline script or style, nothing kept in the browser.

const json = async (address, asked = {}, options = {}) => {
  const url = new URL(address, location.href);
  for (const [name, value] of Object.entries(asked)) if (value) url.searchParams.set(name, value);
  const answer = await fetch(url, { headers: { Accept: "application/json" }, credentials: "same-origin", ...options });
  if (!answer.ok) throw new Error(`${answer.status} at ${url.pathname}`);
  return answer.json();
};

// Sends a form as the browser would; a redirect means that it was taken.
const submit = async (form) => {
  const answer = await fetch(form.action, {
    body: new URLSearchParams(new FormData(form)), credentials: "same-origin", method: "POST", redirect: "manual",
  });
  return answer.type === "opaqueredirect" || answer.ok;
};

// What a host that checks a token of its own asks of scripts.
const proof = (form) => {
  const field = form.elements.csrfmiddlewaretoken;
  return field ? { "X-CSRFToken": field.value } : {};
};

const later = (act, wait) => {
  let timer;
  return (...given) => { clearTimeout(timer); timer = setTimeout(() => act(...given), wait); };
};

const element = (name, attributes = {}, ...children) => {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
};

const languageOf = (node) => node.closest("[lang]")?.lang || "en";

// Chooses the plural form of a text that the server sent for each category of the language.
const counted = (node, forms, number) => {
  const known = JSON.parse(forms);
  const category = new Intl.PluralRules(languageOf(node)).select(number);
  return (known[category] ?? known.other).replace("{number}", new Intl.NumberFormat(languageOf(node)).format(number));
};

let serial = 0;

// -- Suggestions of people -----------------------------------------------------------------

// Shows a listbox below a field; the field keeps the focus and names the option that is active.
class Suggestions {
  constructor(host, field, choose) {
    this.host = host;
    this.field = field;
    this.choose = choose;
    this.people = [];
    this.active = -1;
    this.id = `sk-suggestions-${(serial += 1)}`;
    this.list = element("ul", { class: "sk-suggestions", id: this.id, role: "listbox", "aria-label": field.labels?.[0]?.textContent.trim() || "@" });
    this.list.hidden = true;
    this.status = element("span", { class: "sk-hidden", role: "status" });
    host.append(this.list, this.status);
    field.setAttribute("aria-autocomplete", "list");
    field.setAttribute("aria-haspopup", "listbox");
    field.setAttribute("aria-controls", this.id);
    if (field instanceof HTMLInputElement) {
      field.setAttribute("role", "combobox");
      field.setAttribute("aria-expanded", "false");
    }
    this.list.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.index));
    });
    field.addEventListener("blur", () => this.close());
    field.addEventListener("keydown", (event) => this.key(event));
  }

  get open() { return !this.list.hidden; }

  show(people) {
    this.people = people;
    if (!people.length) { this.close(); return; }
    this.list.replaceChildren(...people.map((person, index) => this.option(person, index)));
    this.list.hidden = false;
    this.expanded(true);
    this.mark(0);
    if (this.host.dataset.found) this.status.textContent = counted(this.host, this.host.dataset.found, people.length);
  }

  option(person, index) {
    const option = element("li", { "data-index": index, id: `${this.id}-${index}`, role: "option" });
    const name = element("bdi", { class: "sk-name" }, person.name);
    option.append(name, element("span", { class: "sk-muted sk-small" }, `@${person.handle}`));
    if (person.outsider && person.organisation) option.append(element("span", { class: "sk-outside" }, person.organisation));
    return option;
  }

  close() {
    this.list.hidden = true;
    this.active = -1;
    this.expanded(false);
    this.field.removeAttribute("aria-activedescendant");
    this.status.textContent = "";
  }

  expanded(open) {
    if (this.field.getAttribute("role") === "combobox") this.field.setAttribute("aria-expanded", String(open));
  }

  mark(index) {
    this.active = (index + this.people.length) % this.people.length;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === this.active)));
    const chosen = this.list.children[this.active];
    this.field.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  take(index) {
    const person = this.people[index];
    this.close();
    if (person) this.choose(person);
  }

  key(event) {
    if (!this.open || event.isComposing) return;
    const acts = {
      ArrowDown: () => this.mark(this.active + 1),
      ArrowUp: () => this.mark(this.active - 1),
      Enter: () => this.take(this.active),
      Escape: () => this.close(),
      Tab: () => this.take(this.active),
    };
    const act = event.ctrlKey || event.metaKey || event.shiftKey ? undefined : acts[event.key];
    if (!act) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }
}

// What the composer around an element says about the place of the text.
const placeOf = (node) => {
  if (node.dataset.post) return { post: node.dataset.post };
  const form = node.closest("form");
  return { audience: form?.elements.audience?.value, group: form?.elements.group?.value || node.dataset.group };
};

class MentionBox extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("textarea");
    if (!this.field || this.suggestions) return;
    this.suggestions = new Suggestions(this, this.field, (person) => this.insert(person));
    const ask = later(() => this.ask(), 120);
    this.field.addEventListener("input", ask);
    this.field.addEventListener("click", ask);
    this.field.addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) this.send(event);
    });
  }

  send(event) {
    event.preventDefault();
    const form = this.field.form;
    form.requestSubmit(form.querySelector("button.sk-primary") ?? form.querySelector("button[type=submit]"));
  }

  typed() {
    const before = this.field.value.slice(0, this.field.selectionStart);
    return /(?:^|[\s([{"'])@([\p{L}\p{N}][\p{L}\p{N}._-]{0,49})?$/u.exec(before);
  }

  async ask() {
    const found = this.typed();
    if (!found) { this.suggestions.close(); return; }
    const prefix = found[1] ?? "";
    this.wanted = prefix;
    try {
      const answer = await json(this.dataset.source, { ...placeOf(this), prefix });
      const still = this.typed();
      if (still && (still[1] ?? "") === prefix) this.suggestions.show(answer.items.filter((person) => person.handle));
    } catch {
      this.suggestions.close();
    }
  }

  insert(person) {
    const end = this.field.selectionStart;
    const start = this.field.value.slice(0, end).lastIndexOf("@");
    this.field.setRangeText(`@${person.handle} `, start, end, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.field.focus();
  }
}

class PersonPicker extends HTMLElement {
  connectedCallback() {
    this.field = this.querySelector("input");
    if (!this.field || this.suggestions) return;
    this.suggestions = new Suggestions(this, this.field, (person) => {
      this.field.value = person.handle;
      this.field.dispatchEvent(new Event("change", { bubbles: true }));
    });
    this.field.addEventListener("input", later(() => this.ask(), 120));
  }

  async ask() {
    const text = this.field.value.trim().replace(/^@/, "");
    if (!text) { this.suggestions.close(); return; }
    const key = this.dataset.key || "prefix";
    try {
      const place = key === "prefix" ? placeOf(this) : { limit: "8" };
      const answer = await json(this.dataset.source, { ...place, [key]: text });
      if (document.activeElement === this.field) this.suggestions.show(answer.items.filter((person) => person.handle));
    } catch {
      this.suggestions.close();
    }
  }
}

// -- Composer ------------------------------------------------------------------------------

class Composer extends HTMLElement {
  connectedCallback() {
    this.form = this.querySelector("form");
    if (!this.form || this.ready) return;
    this.ready = true;
    this.line = this.querySelector(".sk-readers");
    this.names = this.querySelector(".sk-outcomes");
    this.querySelector("button[value=check]")?.setAttribute("hidden", "");
    this.form.elements.group?.addEventListener("change", () => { this.offer(); this.count(); this.check(); });
    this.form.elements.audience?.addEventListener("change", () => { this.count(); this.check(); });
    this.form.addEventListener("focusin", () => this.count(), { once: true });
    this.form.elements.body.addEventListener("input", later(() => this.check(), 500));
    this.offer();
  }

  place() {
    return { audience: this.form.elements.audience?.value, group: this.form.elements.group?.value };
  }

  // Leaves only the audiences that the chosen place offers.
  offer() {
    const { audience, group } = this.form.elements;
    const chosen = group?.selectedOptions?.[0]?.dataset.audiences;
    if (!audience || chosen === undefined) return;
    const known = chosen.split(" ");
    for (const option of audience.options) {
      option.hidden = option.disabled = option.value !== "" && !known.includes(option.value);
      if (option.disabled && option.selected) audience.value = "";
    }
    audience.hidden = known.length < 2;
    for (const label of audience.labels) label.hidden = audience.hidden;
  }

  async count() {
    if (!this.line) return;
    const asked = (this.asked = {});
    try {
      const readers = await json(this.dataset.readers, this.place());
      if (asked === this.asked) this.say(readers);
    } catch {
      this.line.textContent = "";
    }
  }

  say(readers) {
    let text = counted(this, this.line.dataset.people, readers.people);
    if (readers.outsiders) {
      text += `, ${counted(this, this.line.dataset.outsiders, readers.outsiders)}`;
      if (readers.organisations.length) text += this.line.dataset.from.replace("{organisations}", readers.organisations.join(", "));
    }
    this.line.textContent = `${text}.`;
    this.line.classList.toggle("sk-caution", readers.outsiders > 0);
  }

  async check() {
    const body = this.form.elements.body.value;
    if (!body.includes("@")) { this.names.replaceChildren(); return; }
    const place = Object.fromEntries(Object.entries(this.place()).filter(([, value]) => value));
    try {
      const answer = await json(this.dataset.check, {}, {
        body: JSON.stringify({ body, ...place }),
        headers: { Accept: "application/json", "Content-Type": "application/json", ...proof(this.form) }, method: "POST",
      });
      this.names.replaceChildren(...answer.items.map((item) => this.outcome(item)));
    } catch {
      this.names.replaceChildren();
    }
  }

  outcome({ outcome, text }) {
    const words = { "cannot-read": "cannotRead", told: "told", unknown: "unknown" };
    return element("li", { class: `sk-${outcome}` }, element("bdi", {}, `@${text}`), ` ${this.names.dataset[words[outcome]] ?? ""}`);
  }
}

// -- Small ones ----------------------------------------------------------------------------

class Reactions extends HTMLElement {
  connectedCallback() {
    this.addEventListener("submit", (event) => this.toggle(event));
  }

  async toggle(event) {
    event.preventDefault();
    const form = event.target;
    const button = form.querySelector("button");
    const change = form.elements.change;
    const adding = change.value === "add";
    button.disabled = true;
    try {
      if (!(await submit(form))) { form.submit(); return; }
      const number = button.querySelector(".sk-number");
      number.textContent = Math.max(0, Number(number.textContent || 0) + (adding ? 1 : -1)) || "";
      button.setAttribute("aria-pressed", String(adding));
      change.value = adding ? "remove" : "add";
    } catch {
      form.submit();
    } finally {
      button.disabled = false;
      button.focus();
    }
  }
}

class Badge extends HTMLElement {
  connectedCallback() {
    this.timer ??= setInterval(() => this.refresh(), 60_000);
    this.wake = () => this.refresh();
    document.addEventListener("visibilitychange", this.wake);
    document.addEventListener("sk-read", this.wake);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.timer = undefined;
    document.removeEventListener("visibilitychange", this.wake);
    document.removeEventListener("sk-read", this.wake);
  }

  async refresh() {
    if (document.hidden) return;
    try {
      const { unread } = await json(this.dataset.source);
      this.querySelector(".sk-badge").textContent = unread > 99 ? "99+" : String(unread);
      this.hidden = !unread;
    } catch {
      clearInterval(this.timer);
    }
  }
}

// Tells the server that what is on the page was read; without a script there is a button for it.
class Seen extends HTMLElement {
  async connectedCallback() {
    const form = this.querySelector("form");
    if (!form || this.told) return;
    this.told = true;
    try {
      if (await submit(form)) document.dispatchEvent(new CustomEvent("sk-read"));
    } catch {
      this.told = false;
    }
  }
}

class Time extends HTMLElement {
  static units = [["day", 86_400], ["hour", 3_600], ["minute", 60]];

  connectedCallback() {
    this.time = this.querySelector("time");
    if (!this.time) return;
    this.moment = new Date(this.time.dateTime);
    this.time.title = new Intl.DateTimeFormat(languageOf(this), { dateStyle: "full", timeStyle: "short" }).format(this.moment);
    this.timer ??= setInterval(() => this.refresh(), 60_000);
  }

  disconnectedCallback() {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  refresh() {
    const seconds = (this.moment - Date.now()) / 1000;
    const unit = Time.units.find(([, size]) => Math.abs(seconds) >= size);
    if (!unit || Math.abs(seconds) > 7 * 86_400) return;
    const words = new Intl.RelativeTimeFormat(languageOf(this), { numeric: "always", style: "short" });
    this.time.textContent = words.format(Math.round(seconds / unit[1]), unit[0]);
  }
}

// A picture that does not load gives way to the initials below it.
const unloaded = (node) => { if (node instanceof HTMLImageElement && node.matches(".sk .sk-avatar > img")) node.remove(); };
document.addEventListener("error", (event) => unloaded(event.target), true);
for (const picture of document.images) if (picture.complete && !picture.naturalWidth) unloaded(picture);

// A wide table that has to be scrolled can be reached by the keyboard.
for (const table of document.querySelectorAll(".sk .sk-body table")) if (table.scrollWidth > table.clientWidth) table.tabIndex = 0;

// Menus close when one clicks elsewhere or presses Escape.
document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(".sk details.sk-menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented) return;
  const menu = document.activeElement?.closest?.(".sk details.sk-menu[open]");
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

const elements = {
  "sk-badge": Badge,
  "sk-composer": Composer,
  "sk-mention-box": MentionBox,
  "sk-picker": PersonPicker,
  "sk-reactions": Reactions,
  "sk-seen": Seen,
  "sk-time": Time,
};
for (const [name, made] of Object.entries(elements)) if (!customElements.get(name)) customElements.define(name, made);
