// Adds what plain HTML cannot: a running clock, times of this place, copying, printing. Everything works without.
"use strict";
(() => {
  const language = document.documentElement.lang;
  const whenShown = new Intl.DateTimeFormat(language, { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit", timeZoneName: "short" });
  for (const time of document.querySelectorAll("time[datetime]")) {
    const at = new Date(time.dateTime);
    if (!isNaN(at)) time.textContent = whenShown.format(at);
  }
  const clocks = [...document.querySelectorAll("time[data-clock]")].map((time) => {
    const left = document.createElement("b");
    left.setAttribute("role", "timer");
    left.setAttribute("aria-live", "off");
    time.after(" ", left);
    return { until: new Date(time.dateTime), left };
  });
  const two = (n) => String(n).padStart(2, "0");
  const tick = () => {
    for (const { until, left } of clocks) {
      const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
      const hours = Math.floor(seconds / 3600);
      left.textContent = (hours ? hours + ":" : "") + two(Math.floor(seconds / 60) % 60) + ":" + two(seconds % 60);
    }
  };
  if (clocks.length) { tick(); setInterval(tick, 1000); }

  for (const button of document.querySelectorAll("[data-copy]")) {
    if (!navigator.clipboard) continue;
    button.hidden = false;
    const label = button.textContent;
    button.addEventListener("click", async () => {
      try {
        await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
        button.textContent = document.body.dataset.copied || "✓";
      } catch { button.textContent = "✗"; }
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }
  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
  for (const link of document.querySelectorAll("[data-exit]")) {
    link.addEventListener("click", (event) => { event.preventDefault(); location.replace(link.href); });
  }
  for (const form of document.querySelectorAll("form[data-wait]")) {
    form.addEventListener("submit", (event) => {
      // A copy comes as a download, so this page stays.
      if (event.submitter?.value !== "copy") form.querySelector("[role=status]").textContent = form.dataset.wait;
    });
    window.addEventListener("pageshow", () => { form.querySelector("[role=status]").textContent = ""; });
  }
  document.querySelector(".error")?.focus();
  if ("serviceWorker" in navigator && window.isSecureContext) navigator.serviceWorker.register("/worker.js").catch(() => {});
})();
