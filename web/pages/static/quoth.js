// What the page does better with a script; without one it is complete.
"use strict";

const root = document.documentElement;

// Copying a citation.
for (const button of document.querySelectorAll("button.copy")) {
  if (!navigator.clipboard) break;
  const label = button.textContent;
  button.hidden = false;
  button.parentElement.querySelector(".cite").hidden = true;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset.copy);
    button.textContent = button.dataset.copied;
    setTimeout(() => { button.textContent = label; }, 2000);
  });
}

// The citation that the address names: where its fragment is lost or is Telegram's, and in a long text, whose
// paragraphs have their heights only once they were near the screen.
const number = new URLSearchParams(location.search).get("n");
const cited = number && document.getElementById("c" + number);
if (cited && !location.hash.startsWith("#p") && !(/^#c\d+$/.test(location.hash) && location.hash !== "#c" + number)) {
  let left = 10;
  const settle = () => {
    const box = cited.getBoundingClientRect();
    if (box.top < 60 || box.bottom > innerHeight - 60) cited.scrollIntoView({ block: "center" });
    if (--left) requestAnimationFrame(settle);
  };
  settle();
}

// Keys: "/" goes to the question, "n" and "p" to the next and the previous citation.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName)) return;
  const there = { n: '.citations a[rel="next"]', p: '.citations a[rel="prev"]' }[event.key];
  if (there) document.querySelector(there)?.click();
  if (event.key === "/") {
    event.preventDefault();
    document.getElementById("question").focus();
  }
});

// Searching within the text while somebody types; a text of several parts is searched by the server.
const find = document.querySelector("form.find");
if (find && find.dataset.parts === "1" && window.Highlight && CSS.highlights) {
  const input = document.getElementById("find");
  const count = find.querySelector(".count");
  let ranges = [];
  let at = -1;

  const search = () => {
    ranges = [];
    at = -1;
    const words = input.value.trim().toLowerCase();
    if (words) {
      const walker = document.createTreeWalker(document.querySelector("article"), NodeFilter.SHOW_TEXT);
      while (walker.nextNode() && ranges.length < 5000) {
        const text = walker.currentNode.data.toLowerCase();
        for (let place = text.indexOf(words); place >= 0; place = text.indexOf(words, place + words.length)) {
          const range = new Range();
          range.setStart(walker.currentNode, Math.min(place, walker.currentNode.length));
          range.setEnd(walker.currentNode, Math.min(place + words.length, walker.currentNode.length));
          ranges.push(range);
        }
      }
    }
    CSS.highlights.set("found", new Highlight(...ranges));
    CSS.highlights.delete("found-now");
    count.textContent = words ? (ranges.length ? "1–" + ranges.length : find.dataset.none) : "";
  };

  const next = (step) => {
    if (!ranges.length) return;
    at = (at + step + ranges.length) % ranges.length;
    CSS.highlights.set("found-now", new Highlight(ranges[at]));
    ranges[at].startContainer.parentElement.scrollIntoView({ block: "center" });
    count.textContent = (at + 1) + " / " + ranges.length;
  };

  let waiting;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, 120);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { input.value = ""; search(); }
  });
  find.addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(waiting);
    const listed = find.querySelector(".found-places");
    if (listed) listed.remove();
    if (at < 0) search();
    next(1);
  });
}

// A Mini App: Telegram hands its data to the page in the fragment of the address, and its script is not needed.
const handed = new URLSearchParams(location.hash.replace(/^#(?:[^?=&]*[?&])?/, ""));
const kept = window.sessionStorage;
for (const name of ["tgWebAppData", "tgWebAppThemeParams"]) {
  if (handed.get(name)) kept.setItem(name, handed.get(name));
}
const initData = kept.getItem("tgWebAppData");

const tellTelegram = (type, data) => {
  const written = JSON.stringify(data || {});
  if (window.TelegramWebviewProxy) window.TelegramWebviewProxy.postEvent(type, written);
  else if (window.external && "notify" in window.external) window.external.notify(JSON.stringify({ eventType: type, eventData: data || {} }));
  else if (window.parent !== window) window.parent.postMessage(JSON.stringify({ eventType: type, eventData: data || {} }), "https://web.telegram.org");
};

const takeTheme = (colours) => {
  const variables = {
    bg_color: "--paper", text_color: "--ink", hint_color: "--faint", link_color: "--link", secondary_bg_color: "--panel",
  };
  const isColour = (value) => /^#[0-9a-f]{6}$/i.test(value || "");
  if (!isColour(colours.bg_color) || !isColour(colours.text_color)) return;
  const light = [1, 3, 5].reduce((sum, at) => sum + parseInt(colours.bg_color.slice(at, at + 2), 16), 0) > 384;
  root.dataset.theme = light ? "light" : "dark";
  for (const [name, variable] of Object.entries(variables)) {
    if (isColour(colours[name])) root.style.setProperty(variable, colours[name]);
  }
};

const received = (type, data) => {
  if (type === "back_button_pressed") history.length > 1 ? history.back() : tellTelegram("web_app_close");
  if (type === "theme_changed") takeTheme((data && data.theme_params) || {});
};

if (initData) {
  try { takeTheme(JSON.parse(kept.getItem("tgWebAppThemeParams") || "{}")); } catch { /* no theme, ours then */ }
  window.Telegram = { WebView: { receiveEvent: received } };
  window.TelegramGameProxy_receiveEvent = received;
  window.addEventListener("message", (event) => {
    if (event.origin !== "https://web.telegram.org") return;
    try {
      const told = JSON.parse(event.data);
      received(told.eventType, told.eventData);
    } catch { /* not Telegram's own message */ }
  });
  tellTelegram("web_app_ready");
  tellTelegram("web_app_expand");
  tellTelegram("web_app_setup_back_button", { is_visible: true });
  if (document.querySelector(".refused")) {
    fetch("/app", { method: "POST", body: initData }).then((response) => { if (response.ok) location.reload(); });
  }
}
