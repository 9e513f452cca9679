// For other sites: keeps each <iframe data-scheduler> as high as the booking form in it. It reads nothing of your page,
// and believes only the frame's own window at the frame's own address.
(() => {
  "use strict";
  const start = (frame) => {
    const { origin } = new URL(frame.src);
    let again = document.readyState === "complete";
    addEventListener("message", (event) => {
      if (event.source !== frame.contentWindow || event.origin !== origin) return;
      const height = event.data && event.data.schedulerHeight;
      if (Number.isFinite(height)) frame.style.height = `${Math.min(Math.max(Math.ceil(height), 200), 20000)}px`;
    });
    const ask = () => frame.contentWindow.postMessage("scheduler:height", "*"); // says nothing to anybody
    frame.addEventListener("load", () => {
      ask();
      if (again && frame.getBoundingClientRect().top < 0) frame.scrollIntoView(); // another step begins at its top
      again = true;
    });
    ask();
  };
  const all = () => document.querySelectorAll("iframe[data-scheduler]").forEach(start);
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", all);
  else all();
})();
