// Small comforts for pages that work without them. No time is ever computed here.
(() => {
  "use strict";

  const MOST = 8;

  // Where the device says it is, as one of the cities; browsers that hide the place say UTC.
  const deviceCity = (cities) => {
    const device = Intl.DateTimeFormat().resolvedOptions().timeZone || "";
    return /utc|gmt|unknown/i.test(device) ? undefined :
      cities.find((city) => city.value === device || (city.dataset.words || "").split(" ").includes(device.toLowerCase()));
  };

  // The search over the list of cities. A city that is found is put into the list, which is what the form sends.
  const picker = document.querySelector("[data-zone-picker]");
  if (picker) {
    const part = (name) => picker.querySelector(`[data-zone-${name}]`);
    const list = picker.querySelector("select");
    const search = picker.querySelector("input[type=search]");
    const cities = [...list.options].filter((option) => option.value);
    const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().replace(/[_/]/g, " ").trim();
    const known = cities.map((city) => plain(city.label + " " + city.dataset.words));

    const take = (city) => {
      list.value = city.value;
      list.form.requestSubmit(list.form.querySelector("button:not([type=button])"));
    };
    // What letters mean, likeliest first; the places that have such letters are also the ones most people look for.
    const letters = new Map(picker.dataset.letters.split(";").map((line) => line.split(" ")).map(([short, ...ids]) => [short, ids]));
    const major = new Set([...letters.values()].flat());
    const fits = (wanted) => {
      const words = plain(wanted).split(/\s+/);
      const meant = letters.get(words.join(" ").toUpperCase()) || [];
      const rank = (n) => {
        const id = cities[n].value;
        if (meant.includes(id)) return 100 - meant.indexOf(id);
        return 2 * known[n].startsWith(words.join(" ")) + major.has(id);
      };
      const found = [...cities.keys()].filter((n) => words.every((word) => (" " + known[n]).includes(" " + word)));
      return found.sort((a, b) => rank(b) - rank(a)).map((n) => cities[n]);
    };
    const show = () => {
      const found = search.value.trim() ? fits(search.value) : [];
      part("found").replaceChildren(...found.slice(0, MOST).map((city) => {
        const line = document.createElement("li");
        const button = document.createElement("button");
        button.type = "button";
        button.className = "quiet wide start";
        button.textContent = city.label;
        button.addEventListener("click", () => take(city));
        line.append(button);
        return line;
      }));
      const shown = !found.length ? "No such city here. Try the largest one near you, or the whole list." :
        found.length > MOST ? `${MOST} of ${found.length} cities` : found.length > 1 ? `${found.length} cities` : "1 city";
      part("count").textContent = search.value.trim() ? shown : "";
    };

    part("search").hidden = false;
    part("label").textContent = "Or choose from the whole list";
    search.addEventListener("input", show);
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      const [first] = search.value.trim() ? fits(search.value) : [];
      if (first) take(first);
    });

    // Only a suggestion: it is shown, and the person confirms it.
    const here = deviceCity(cities);
    if (here && !list.value) {
      list.value = here.value;
      part("device").hidden = false;
      part("name").textContent = here.label;
      part("use").textContent = `Yes, show times for ${here.label.split(",")[0]}`;
      list.form.querySelector("button:not([type=button])").classList.add("quiet");
      part("use").addEventListener("click", () => take(here));
    }
  }

  // A plain list that begins with the device's place, for all to see, where nothing depends on it but the answer.
  const plainList = document.querySelector("select[data-device-zone]");
  if (plainList && !plainList.value) {
    const here = deviceCity([...plainList.options].filter((option) => option.value));
    if (here) plainList.value = here.value;
  }

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
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = before; }, 2000);
  });

  // What was refused is heard first.
  document.querySelector("[data-focus]")?.focus();
})();
