// Small comforts for pages that work without them. No time of day is ever computed here, and the device's clock is not
// asked for one.
(() => {
  "use strict";

  // Where the device says it is, as one of the places listed. The list knows the other names of a place; UTC, which
  // browsers say that hide the place, is a name of none.
  const devicePlace = (list) => {
    const device = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    return device ? [...list.options].find((place) => place.value.includes("/") &&
      (place.value === device || (place.dataset.also || "").split(" ").includes(device))) : undefined;
  };

  // The device's own place is only a suggestion: it is shown, and the person confirms it.
  const picker = document.querySelector("[data-zone-picker]");
  if (picker) {
    const part = (name) => picker.querySelector(`[data-zone-${name}]`);
    const list = picker.querySelector("select");
    const here = devicePlace(list);
    if (here && !list.value) {
      list.value = here.value;
      part("device").hidden = false;
      part("name").textContent = here.label;
      part("use").textContent = part("use").dataset.words.replace("{city}", here.label.split(",")[0]);
      const show = list.form.querySelector("button");
      show.classList.add("quiet");
      part("use").addEventListener("click", () => list.form.requestSubmit(show));
      list.addEventListener("change", () => show.classList.remove("quiet"));
    } else {
      part("device").dataset.zoneNone = "";
    }
  }

  // A plain list that begins with the device's place, for all to see, where nothing depends on it but the answer.
  const plainList = document.querySelector("select[data-device-zone]");
  if (plainList && !plainList.value) {
    const here = devicePlace(plainList);
    if (here) plainList.value = here.value;
  }

  // A place that was found is put into its field at once, and nothing is sent.
  document.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-put]");
    if (!button) return;
    event.preventDefault();
    const field = document.getElementById(button.dataset.put);
    field.value = button.value;
    document.getElementById(`${field.id}-found`).replaceChildren();
    field.focus();
  });

  // Buttons that copy words; also in parts of a page that arrive later.
  const readyToCopy = (within) => {
    if (!navigator.clipboard) return;
    within.querySelectorAll("[data-copy-button]").forEach((button) => { button.hidden = false; });
  };
  readyToCopy(document);
  document.addEventListener("htmx:load", (event) => readyToCopy(event.target));
  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy-button]");
    if (!button) return;
    await navigator.clipboard.writeText(button.closest("[data-copy]").querySelector("[data-copy-text]").textContent);
    const before = button.textContent;
    button.textContent = button.dataset.copied || "Copied";
    setTimeout(() => { button.textContent = before; }, 2000);
  });

  // Seconds that the server gave are counted down by a clock that only runs forward, so that a device whose own clock is
  // wrong counts right. People who hear the page are told at a few moments only; who wants little motion sees minutes.
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  let counted, ends, last;
  const count = () => {
    const place = document.querySelector("[data-seconds]");
    if (!place) return;
    if (place !== counted) {
      counted = place;
      last = Number(place.dataset.seconds);
      ends = performance.now() + last * 1000;
      if (!still) {
        const said = document.createElement("span");
        said.className = "visually-hidden";
        said.textContent = place.textContent;
        const seen = document.createElement("span");
        seen.setAttribute("aria-hidden", "true");
        place.replaceChildren(said, seen);
      }
    }
    const left = Math.max(0, Math.floor((ends - performance.now()) / 1000));
    if (!still) {
      place.lastChild.textContent = place.dataset.words.replace("{minutes}", Math.floor(left / 60))
        .replace("{seconds}", left % 60);
    }
    const due = JSON.parse(place.dataset.said).find(([at]) => left <= at && last > at);
    if (due) document.getElementById("event").textContent = due[1];
    if (!left && last) fresh();
    last = left;
  };
  // A page that was asleep, or comes back from the browser's memory, may show what is long past.
  const fresh = () => window.htmx && document.getElementById("page") && window.htmx.trigger("#page", "fresh");
  if (document.querySelector("#page")) {
    count();
    setInterval(count, 1000);
    // What the server sends instead says whole minutes: it is counted on before anybody sees it.
    ["htmx:afterSwap", "htmx:oobAfterSwap"].forEach((swapped) => document.addEventListener(swapped, count));
    document.addEventListener("visibilitychange", () => { if (!document.hidden) fresh(); });
    addEventListener("pageshow", (event) => { if (event.persisted) fresh(); });
  }

  // What was refused is heard first.
  document.querySelector("[data-focus]")?.focus();
})();
