"use strict";
// Finds things by words. Everything to be found stands in the page, so nothing is fetched.
(function () {
  const things = JSON.parse(document.getElementById("everything").textContent);
  const box = document.getElementById("q");
  const said = document.getElementById("said");
  const found = document.getElementById("found");
  const near = document.getElementById("near");
  const MOST = 50;

  function plain(text) {
    return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/[\u2019\u2018]/g, "'").toLowerCase();
  }

  // [words of label, code, id and other names; words of the meaning]
  const texts = things.map(function (thing) {
    return [plain([thing.label, thing.code, thing.id, thing.also].join(" \n ")), plain(thing.meaning)];
  });
  const known = new Set(texts.join(" ").match(/[\p{L}\p{N}]{4,}/gu));

  function begins(text, word) {
    for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + 1)) {
      if (at === 0 || !/[\p{L}\p{N}]/u.test(text[at - 1])) return true;
    }
    return false;
  }

  function fit(thing, text, word) {
    if ([thing.label, thing.code, thing.id, thing.id.split(":")[1] || ""].some((name) => plain(name) === word)) return 100;
    if (text[0].includes(word)) return begins(text[0], word) ? 40 : 20;
    if (text[1].includes(word)) return begins(text[1], word) ? 8 : 4;
    return 0;
  }

  function search(words) {
    const hits = [];
    things.forEach(function (thing, n) {
      const fits = words.map((word) => fit(thing, texts[n], word));
      if (fits.every((one) => one > 0)) hits.push([fits.reduce((a, b) => a + b), thing, n]);
    });
    hits.sort((a, b) => b[0] - a[0] || a[1].label.length - b[1].label.length || a[2] - b[2]);
    return hits.map((hit) => hit[1]);
  }

  // How many letters differ, counted up to 3.
  function differ(one, other) {
    if (Math.abs(one.length - other.length) > 2) return 3;
    let above = Array.from({ length: other.length + 1 }, (_, n) => n);
    for (let i = 1; i <= one.length; i++) {
      const row = [i];
      for (let j = 1; j <= other.length; j++) {
        row[j] = Math.min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (one[i - 1] === other[j - 1] ? 0 : 1));
      }
      above = row;
    }
    return Math.min(above[other.length], 3);
  }

  function suggestions(words) {
    const missing = words.find((word) => word.length > 3 && !texts.some((text) => text.join(" ").includes(word)));
    if (!missing) return [];
    const most = missing.length < 6 ? 1 : 2;
    return [...known].map((word) => [differ(missing, word), word]).filter((one) => one[0] <= most)
      .sort((a, b) => a[0] - b[0] || (a[1] < b[1] ? -1 : 1)).slice(0, 3).map((one) => [missing, one[1]]);
  }

  function element(name, text, parent) {
    const made = document.createElement(name);
    made.textContent = text;
    if (parent) parent.append(made);
    return made;
  }

  function show(thing) {
    const item = element("li", "", found);
    const link = element("a", thing.label, item);
    link.href = thing.href;
    item.append(" ");
    element("code", thing.id, item);
    item.append(" ");
    element("span", thing.kind, item).className = "note";
    if (thing.mark) {
      item.append(" ");
      element("strong", thing.mark, item).className = "memory";
    }
    if (thing.meaning) element("p", thing.meaning, item);
  }

  function offer(words) {
    for (const [wrong, right] of suggestions(words)) {
      const button = element("button", "Search for " + right, near);
      button.type = "button";
      button.addEventListener("click", function () {
        box.value = words.map((word) => (word === wrong ? right : word)).join(" ");
        run();
        box.focus();
      });
    }
  }

  let later;
  function announce(text) {
    // Wait for a pause in typing, so that a screen reader reads one number and not one for each letter.
    clearTimeout(later);
    later = setTimeout(function () { said.textContent = text; }, 250);
  }

  function run() {
    const words = plain(box.value).split(/\s+/).map((word) => word.replace(/^[,;.?!'"()]+|[,;.?!'"()]+$/g, "")).filter(Boolean);
    found.replaceChildren();
    near.replaceChildren();
    if (!words.length) return announce("");
    const hits = search(words);
    hits.slice(0, MOST).forEach(show);
    if (!hits.length) {
      offer(words);
      return announce("Nothing here has all of these: " + words.join(", ") + ". Perhaps try fewer words, or only the beginning of one."
        + (near.childElementCount ? " There are words that are nearly the same:" : ""));
    }
    const number = hits.length === 1 ? "1 thing found" : hits.length + " things found";
    announce(hits.length > MOST ? number + "; the first " + MOST + " are listed. Another word narrows it." : number + ".");
  }

  box.value = new URLSearchParams(location.search).get("q") || box.value;
  box.addEventListener("input", run);
  box.form.addEventListener("submit", function (event) {
    event.preventDefault();
    run();
  });
  window.addEventListener("pageshow", run);
})();
